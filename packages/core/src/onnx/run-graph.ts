import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { messageOf, NestvecError } from '../errors.ts';
import { modelError } from './model-error.ts';
import type { GraphOptions } from './graph.ts';

/** One inference: `rows * dimensions` numbers. Throws `embedder` where the runtime fails, `model` for another shape. */
export async function runGraph(
  session: InferenceSession,
  { directory, dimensions }: Pick<GraphOptions, 'directory' | 'dimensions'>,
  feeds: Record<string, Tensor>,
  output: string,
  rows: number,
): Promise<Float32Array> {
  const results = await session.run(feeds, [output]).catch((error: unknown) => {
    throw inferenceError(directory, rows, error);
  });
  const result = results[output];
  if (!(result?.data instanceof Float32Array) || result.data.length !== rows * dimensions) {
    const shape = result === undefined ? 'nothing' : `${result.type} [${result.dims.join(', ')}]`;
    throw modelError(
      directory,
      `${output} came out as ${shape} where float32 [${rows}, ${dimensions}] is expected`,
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
