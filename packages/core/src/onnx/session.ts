import type { Tensor } from 'onnxruntime-node';
import { messageOf, NestvecError } from '../errors.ts';
import { loadRuntime } from './load-runtime.ts';
import { createSession, type SessionOptions } from './create-session.ts';
import { modelError } from './model-error.ts';
import { type ExpectedSizes, inputs, outputs, signatureProblem } from './signature.ts';
import { specialIds } from './tokenizer.ts';

/** An open graph. Not for calls at the same time: `createQueue` puts them in line. */
export interface Graph {
  /** One vector after another, `rows * dimensions` numbers. `ids` holds `rows` padded texts of `length` tokens. */
  runTexts(ids: BigInt64Array, rows: number, length: number): Promise<Float32Array>;
  /** `pixels` holds `rows` pictures, each `[3, size, size]`. */
  runImages(pixels: Float32Array, rows: number): Promise<Float32Array>;
  release(): Promise<void>;
}

/** What a graph is opened with. */
export interface GraphOptions extends ExpectedSizes, SessionOptions {
  readonly onWarning: (message: string) => void;
}

/** Opens the weights and checks the signature. Throws `model`, naming what differs or which variant to try next. */
export async function openGraph(options: GraphOptions): Promise<Graph> {
  const ort = await loadRuntime();
  const session = await createSession(ort, options);
  const problem = signatureProblem(session, options);
  if (problem !== undefined) {
    await session.release();
    throw modelError(options.directory, problem);
  }
  const { dimensions, size } = options;
  // Every run takes both inputs. No picture at all costs nothing; a text can't be empty, and `<s></s>` is the shortest
  // whose mean is not 0/0.
  const blank = (pictures: number): Tensor =>
    new ort.Tensor('float32', new Float32Array(pictures * 3 * size ** 2), [
      pictures,
      3,
      size,
      size,
    ]);
  let beside: { readonly picture: Tensor; readonly isProven: boolean } = {
    picture: blank(0),
    isProven: false,
  };
  const shortest = BigInt64Array.of(BigInt(specialIds.begin), BigInt(specialIds.end));
  const noText = new ort.Tensor('int64', shortest, [1, 2]);

  async function run(
    feeds: Record<string, Tensor>,
    output: string,
    rows: number,
  ): Promise<Float32Array> {
    const results = await session.run(feeds, [output]).catch((error: unknown) => {
      throw inferenceError(options.directory, rows, error);
    });
    const result = results[output];
    if (!(result?.data instanceof Float32Array) || result.data.length !== rows * dimensions) {
      const shape = result === undefined ? 'nothing' : `${result.type} [${result.dims.join(', ')}]`;
      throw modelError(
        options.directory,
        `${output} came out as ${shape} where float32 [${rows}, ${dimensions}] is expected`,
      );
    }
    return result.data;
  }

  return {
    async runTexts(ids, rows, length) {
      const text = new ort.Tensor('int64', ids, [rows, length]);
      const runBeside = async (picture: Tensor): Promise<Float32Array> =>
        await run({ [inputs.text]: text, [inputs.image]: picture }, outputs.text, rows);
      try {
        const vectors = await runBeside(beside.picture);
        beside = { picture: beside.picture, isProven: true };
        return vectors;
      } catch (error) {
        if (beside.isProven) throw error;
        // Some exports can't work out their shapes without a picture; a blank one costs time, but runs.
        const picture = blank(1);
        const vectors = await runBeside(picture).catch(() => {
          throw error;
        });
        beside = { picture, isProven: true };
        options.onWarning(
          `the graph in ${options.directory} can't run without a picture, so every batch of texts takes the time of one more`,
        );
        return vectors;
      }
    },
    async runImages(pixels, rows) {
      const image = new ort.Tensor('float32', pixels, [rows, 3, size, size]);
      return await run({ [inputs.text]: noText, [inputs.image]: image }, outputs.image, rows);
    },
    release: async () => await session.release(),
  };
}

function inferenceError(directory: string, rows: number, error: unknown): NestvecError<'embedder'> {
  const [reason] = messageOf(error).split('\n', 1);
  return new NestvecError(
    'embedder',
    `the model in ${directory} failed on a batch of ${rows} (${reason}); if memory is short, lower batchImages or batchTokens`,
    { operation: 'inference', retryable: false },
    { cause: error },
  );
}
