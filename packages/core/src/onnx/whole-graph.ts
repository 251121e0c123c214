import type * as ort from 'onnxruntime-node';
import { once } from '../async/once.ts';
import { createSession } from './create-session.ts';
import { modelError } from './model-error.ts';
import { runGraph } from './run-graph.ts';
import type { GraphOptions, OpenSide } from './graph.ts';
import { inputs, outputs, signatureProblem } from './signature.ts';
import { specialIds } from './tokenizer.ts';

/** Opens both sides in one session and checks the signature. Throws `model`, naming what differs or which variant to try next. */
export async function openWhole(
  runtime: typeof ort,
  options: GraphOptions,
): Promise<Readonly<Record<'text' | 'image', OpenSide>>> {
  const session = await createSession(runtime, options);
  const problem = signatureProblem(session, options);
  if (problem !== undefined) {
    await session.release();
    throw modelError(options.directory, problem);
  }
  const { size } = options;
  // Every run takes both inputs. No image at all costs nothing; a text can't be empty, and `<s></s>` is the shortest
  // whose mean is not 0/0.
  const blank = (count: number): ort.Tensor =>
    new runtime.Tensor('float32', new Float32Array(count * 3 * size ** 2), [count, 3, size, size]);
  let beside: { readonly image: ort.Tensor; readonly isProven: boolean } = {
    image: blank(0),
    isProven: false,
  };
  const shortest = BigInt64Array.of(BigInt(specialIds.begin), BigInt(specialIds.end));
  const noText = new runtime.Tensor('int64', shortest, [1, 2]);
  const release = once(async () => await session.release());
  const text: OpenSide = {
    isHeadByHead: false,
    async run(feed, rows) {
      const runBeside = async (image: ort.Tensor): Promise<Float32Array> => {
        const feeds = { [inputs.text]: feed, [inputs.image]: image };
        return await runGraph(session, options, feeds, outputs.text, rows);
      };
      try {
        const vectors = await runBeside(beside.image);
        beside = { image: beside.image, isProven: true };
        return vectors;
      } catch (error) {
        if (beside.isProven) throw error;
        // Some exports can't work out their shapes without an image; a blank one costs time, but runs.
        const image = blank(1);
        const vectors = await runBeside(image).catch(() => {
          throw error;
        });
        beside = { image, isProven: true };
        options.onWarning(
          `the graph in ${options.directory} can't run without an image, so every batch of texts takes the time of one more`,
        );
        return vectors;
      }
    },
    release,
  };
  const image: OpenSide = {
    isHeadByHead: false,
    async run(feed, rows) {
      const feeds = { [inputs.text]: noText, [inputs.image]: feed };
      return await runGraph(session, options, feeds, outputs.image, rows);
    },
    release,
  };
  return { text, image };
}
