import type * as ort from 'onnxruntime-node';
import { once } from '../async/once.ts';
import { createSession } from './create-session.ts';
import { textFeeds } from './feeds.ts';
import { modelError } from './model-error.ts';
import { runGraph } from './run-graph.ts';
import type { Feeds, GraphOptions, OpenSide } from './graph.ts';
import { outputOf, type Side } from './sides.ts';
import { signatureProblem } from './signature.ts';

/**
 * Opens a file as it is, in one session for the sides that it holds, and checks its signature. Throws `model`, naming what differs or which
 * variant to try next.
 */
export async function openWhole(
  runtime: typeof ort,
  options: GraphOptions,
  held: readonly Side[],
): Promise<Readonly<Record<Side, OpenSide>>> {
  const [first = 'text'] = held;
  const session = await createSession(runtime, options, first);
  const problem = signatureProblem(session, options, held);
  if (problem !== undefined) {
    await session.release();
    throw modelError(options.directory, problem);
  }
  const runSide = async (
    side: Side,
    feeds: Feeds,
    rows: number,
    numbers: number,
  ): Promise<Float32Array> => {
    const { output } = outputOf(options, side);
    return await runGraph(session, options.directory, { feeds, output, rows, numbers });
  };
  const isAlone = held.length === 1;
  let beside = { feeds: isAlone ? {} : blankImages(runtime, options, 0), isProven: isAlone };
  const release = once(async () => await session.release());
  const text: OpenSide = {
    isHeadByHead: false,
    async run(feeds, rows, numbers) {
      try {
        const vectors = await runSide('text', { ...feeds, ...beside.feeds }, rows, numbers);
        beside = { ...beside, isProven: true };
        return vectors;
      } catch (error) {
        if (beside.isProven) throw error;
        // Some exports can't work out their shapes without an image; a blank one costs time, but runs.
        const blank = blankImages(runtime, options, 1);
        const vectors = await runSide('text', { ...feeds, ...blank }, rows, numbers).catch(() => {
          throw error;
        });
        beside = { feeds: blank, isProven: true };
        options.onWarning(
          `the graph in ${options.directory} can't run without an image, so every batch of texts takes the time of one more`,
        );
        return vectors;
      }
    },
    release,
  };
  const noText = isAlone ? {} : shortestText(runtime, options);
  const image: OpenSide = {
    isHeadByHead: false,
    run: async (feeds, rows, numbers) =>
      await runSide('image', { ...noText, ...feeds }, rows, numbers),
    release,
  };
  return { text, image };
}

/** Every run of a graph with both halves takes both inputs. No image at all costs nothing. */
function blankImages(runtime: typeof ort, { image }: GraphOptions, count: number): Feeds {
  if (image === undefined) return {};
  const { size } = image.pixels;
  const pixels = new Float32Array(count * 3 * size ** 2);
  return { [image.input]: new runtime.Tensor('float32', pixels, [count, 3, size, size]) };
}

/** A text can't be empty; the shortest whose mean is not 0/0 has the special tokens alone. */
function shortestText(runtime: typeof ort, { text }: GraphOptions): Feeds {
  const { begin, end, pad } = text.tokens;
  const own = [begin ?? pad, end ?? pad].map(({ id }) => BigInt(id));
  const length = text.padTo ?? own.length;
  const ids = new BigInt64Array(length).fill(BigInt(pad.id));
  ids.set(own);
  return textFeeds(runtime, text, { ids, lengths: [own.length], length, task: 'document' });
}
