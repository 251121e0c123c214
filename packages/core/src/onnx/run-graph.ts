import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { messageOf, NestvecError } from '../errors.ts';
import type { Feeds } from './graph.ts';
import { modelError } from './model-error.ts';

/** One inference. */
export interface Run {
  readonly feeds: Feeds;
  readonly output: string;
  readonly rows: number;
  /** How many numbers the output is to have. */
  readonly numbers: number;
}

/** Runs a graph with what it has inputs for. Throws `embedder` where the runtime fails, `model` for an output of another size. */
export async function runGraph(
  session: InferenceSession,
  directory: string,
  { feeds, output, rows, numbers }: Run,
): Promise<Float32Array> {
  const taken: Record<string, Tensor> = {};
  for (const name of session.inputNames) {
    const tensor = feeds[name];
    if (tensor !== undefined) taken[name] = tensor;
  }
  const results = await session.run(taken, [output]).catch((error: unknown) => {
    throw inferenceError(directory, rows, error);
  });
  const result = results[output];
  if (!(result?.data instanceof Float32Array) || result.data.length !== numbers) {
    const shape = result === undefined ? 'nothing' : `${result.type} [${result.dims.join(', ')}]`;
    throw modelError(
      directory,
      `${output} came out as ${shape} where float32 of ${rows} x ${numbers / rows} numbers is expected`,
    );
  }
  return result.data;
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
