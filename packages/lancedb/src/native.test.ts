import { resolveSpec } from '@nestvec/core/store';
import { expect, it } from 'vitest';
import { embedder } from './__fixtures__/collection.ts';
import { checkNative, nativeOf } from './native.ts';

const specWith = (native: Record<string, unknown>) =>
  resolveSpec({ name: 'things', embedder, vectors: { image: { modality: 'image', native } } });

it('takes no options, and leaves those of other databases to them', () => {
  checkNative(specWith({ qdrant: { m: 'what?' } }));
  const vector = specWith({}).vectors['image'];
  expect(vector && nativeOf(vector)).toEqual({});
});

it.each<[string, unknown, string]>([
  [
    'an unknown option',
    { efSearch: 5 },
    'spec.vectors.image.native.lancedb: unknown option efSearch',
  ],
  ['an unknown index', { index: 'hnsw' }, 'spec.vectors.image.native.lancedb.index'],
  ['a count of nothing', { nprobes: 0 }, 'spec.vectors.image.native.lancedb.nprobes'],
  ['something else', 5, 'spec.vectors.image.native.lancedb'],
])('refuses %s', (_title, lancedb, message) => {
  expect(() => {
    checkNative(specWith({ lancedb }));
  }).toThrow(message);
});
