import { type Store, truncate, type VectorRecord } from '../../packages/core/dist/index.js';
import { clipSpec } from '../support/spec.ts';
import { randomVectors } from '../support/vectors.ts';

/** Both vectors without a graph, so that nothing is built behind the times that are measured. */
export const vectors = {
  image: { modality: 'image', graph: false },
  image_64: { modality: 'image', dimensions: 64, graph: false },
} as const;

const pool = randomVectors(5000, 1024, 1);

/** 1,024 + 64 numbers, a text and two values. */
export function recordAt(n: number): VectorRecord {
  const image = pool[n % pool.length] ?? new Float32Array(1024);
  return {
    id: `record-${n}`,
    vectors: { image, image_64: truncate(image, 64) },
    metadata: { title: `record ${n}`, n },
    text: `the text of record ${n}, as long as a caption is`,
  };
}

const batch = 1000;

/** Makes a collection and writes so many records, as many calls in flight as the store is worth. */
export async function writeAlone(store: Store, count: number): Promise<void> {
  await store.apply(await store.plan(clipSpec(store.collection, vectors)));
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const start = next;
      next += batch;
      const size = Math.min(batch, count - start);
      await store.upsert(Array.from({ length: size }, (_, i) => recordAt(start + i)));
    }
  };
  await Promise.all(Array.from({ length: store.limits.concurrency }, work));
}

/** Reads everything, one page after the other. */
export async function scanAlone(store: Store, count: number): Promise<void> {
  let read = 0;
  for await (const { records } of store.scan({ pageSize: batch })) read += records.length;
  if (read !== count) throw new Error(`${read} of ${count} were read`);
}

/** Seconds that work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
