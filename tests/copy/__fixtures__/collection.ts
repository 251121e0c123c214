import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CollectionSpec,
  type EmbedderIdentity,
  normalize,
  type Store,
  truncate,
  type VectorRecord,
} from '@nestvec/core';
import { onTestFinished } from 'vitest';

export const identity: EmbedderIdentity = {
  model: 'nestvec/mini-clip',
  revision: '0123456789abcdef',
  weights: 'fp32',
  preprocessing: 'onnx-1',
  maxTokens: 512,
  imagePolicy: 'crop',
  taskHandling: 'prefix',
  dimensions: 128,
};

/** A spec of every kind of field, with a full and a small vector of both modalities. */
function specOf(name: string, change: Partial<CollectionSpec> = {}): CollectionSpec {
  return {
    name,
    embedder: identity,
    vectors: {
      text: { modality: 'text' },
      text_32: { modality: 'text', dimensions: 32 },
      image: { modality: 'image' },
    },
    fields: { color: 'string', price: 'number', made: 'datetime', tags: 'string[]' },
    ...change,
  };
}

/** Unit vectors that differ for each seed. */
export function vectorOf(seed: number): Float32Array {
  let state = (seed + 1) * 2_654_435_761;
  const next = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 1) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return normalize(Float32Array.from({ length: 128 }, next));
}

/** Records with everything that a record can have; every seventh has no image, every eleventh no vector at all. */
export function recordsOf(count: number, from = 0): VectorRecord[] {
  return Array.from({ length: count }, (_, i) => recordOf(from + i));
}

export function recordOf(n: number, change: Partial<VectorRecord> = {}): VectorRecord {
  const text = vectorOf(n * 2);
  const vectors: Record<string, Float32Array> = { text, text_32: truncate(text, 32) };
  if (n % 7 !== 0) vectors['image'] = vectorOf(n * 2 + 1);
  return {
    id: n % 5 === 0 ? `päth/${n} "ü" 日本` : `record-${n}`,
    vectors: n % 11 === 0 ? {} : vectors,
    metadata: {
      color: ['red', 'green', 'blue'][n % 3],
      price: n / 10,
      made: new Date(Date.UTC(2020, n % 60, 1)).toISOString(),
      tags: [`t${n % 4}`, 'all'],
      nested: { deep: [1, null, { 'a.b': '"', ünï: [] }], empty: {} },
      nothing: null,
      big: 2 ** 53 - 1,
    },
    text: `text of ${n} \u2028 with “signs” 👩‍🚀`,
    ...(n % 2 === 0 ? { uri: `file:///images/${n}.png` } : {}),
    ...(n % 3 === 0 ? { parentId: `parent-${n % 4}`, source: 'docs/a.md' } : {}),
    contentHash: `hash-${n}`,
    ...change,
  };
}

/** Makes the collection of a store and fills it. */
export async function fill(
  store: Store,
  records: readonly VectorRecord[],
  change: Partial<CollectionSpec> = {},
): Promise<Store> {
  await store.apply(await store.plan(specOf(store.collection, change)));
  if (records.length > 0) await store.upsert(records, { withoutVectors: true });
  return store;
}

/** Every record by its id, as plain data. */
export async function contentOf(store: Store): Promise<ReadonlyMap<string, VectorRecord>> {
  const found = new Map<string, VectorRecord>();
  for await (const { records } of store.scan())
    for (const record of records) found.set(record.id, record);
  return found;
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-copy-test-'));
  onTestFinished(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}
