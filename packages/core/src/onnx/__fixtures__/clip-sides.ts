import { cropRule } from '../../image/geometry.ts';
import { clipPixels, clipV2, type LocalModel } from '../local-models.ts';
import type { Feeds, TextFeed } from '../graph.ts';
import type * as Runtime from 'onnxruntime-node';

/** A model of jina-clip-v2's kind of these sizes. */
export function clipSides(dimensions: number, size: number): LocalModel {
  const pixels = { ...cropRule(size), ...clipPixels };
  return clipV2({ model: 'nestvec/tiny', dimensions, queryPrefix: '', pixels });
}

/** A feed of documents of equal length, none of which is padded. */
export function textFeed(ids: readonly bigint[], rows: number): TextFeed {
  const length = ids.length / rows;
  const lengths = Array.from({ length: rows }, () => length);
  return { ids: BigInt64Array.from(ids), lengths, length, task: 'document' };
}

/** What a graph of jina-clip-v2's kind is fed with. */
export const clipFeeds = {
  text: (ort: typeof Runtime, ids: BigInt64Array<ArrayBuffer>, rows: number): Feeds => ({
    input_ids: new ort.Tensor('int64', ids, [rows, ids.length / rows]),
  }),
  image: (ort: typeof Runtime, pixels: Float32Array<ArrayBuffer>, size: number): Feeds => ({
    pixel_values: new ort.Tensor('float32', pixels, [pixels.length / (3 * size ** 2), 3, size, size]),
  }),
} as const;
