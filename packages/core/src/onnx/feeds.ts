import type * as ort from 'onnxruntime-node';
import type { Feeds, TextFeed } from './graph.ts';
import type { TextSide } from './sides.ts';

/** Everything that a text graph may be fed with; a session takes what it has inputs for. */
export function textFeeds(runtime: typeof ort, { inputs }: TextSide, feed: TextFeed): Feeds {
  const { ids, lengths, length, task } = feed;
  const shape = [lengths.length, length];
  const whole = (values: BigInt64Array<ArrayBuffer>): ort.Tensor =>
    new runtime.Tensor('int64', values, shape);
  const feeds: Record<string, ort.Tensor> = { [inputs.ids]: whole(ids) };
  if (inputs.mask !== undefined) feeds[inputs.mask] = whole(maskOf(lengths, length));
  if (inputs.types !== undefined) feeds[inputs.types] = whole(new BigInt64Array(ids.length));
  if (inputs.task !== undefined) {
    const number = BigInt64Array.of(BigInt(inputs.task[task]));
    feeds[inputs.task.input] = new runtime.Tensor('int64', number, []);
  }
  return feeds;
}

function maskOf(lengths: readonly number[], length: number): BigInt64Array<ArrayBuffer> {
  const mask = new BigInt64Array(lengths.length * length);
  for (const [row, own] of lengths.entries()) mask.fill(1n, row * length, row * length + own);
  return mask;
}

/** The mean of each text's token vectors, padding left out: `rows * dimensions` of `rows * length * dimensions` numbers. */
export function meanOfTokens(
  vectors: Float32Array,
  { lengths, length }: Pick<TextFeed, 'lengths' | 'length'>,
  dimensions: number,
): Float32Array {
  const means = new Float32Array(lengths.length * dimensions);
  const sums = new Float64Array(dimensions);
  for (const [row, own] of lengths.entries()) {
    sums.fill(0);
    for (let token = 0; token < own; token++) {
      const from = (row * length + token) * dimensions;
      for (let i = 0; i < dimensions; i++) sums[i] = (sums[i] ?? 0) + (vectors[from + i] ?? 0);
    }
    for (let i = 0; i < dimensions; i++) means[row * dimensions + i] = (sums[i] ?? 0) / own;
  }
  return means;
}
