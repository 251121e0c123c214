import { join } from 'node:path';
import type { Store, VectorRecord } from '@nestvec/core';
import { copy, type Verification } from '@nestvec/core/copy';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';
import { fill, recordOf, recordsOf, temporaryFolder, vectorOf } from './__fixtures__/collection.ts';

/** What a later copy says of a target that was changed behind its back. */
async function afterPlanting(plant: (to: Store) => Promise<void>): Promise<Verification> {
  const from = await fill(memoryStore({ collection: 'photos' }), recordsOf(60));
  const to = memoryStore({ collection: 'copied' });
  const journal = join(await temporaryFolder(), 'journal');
  await copy(from, to, { journal });
  await plant(to);
  const { verification, passes } = await copy(from, to, { journal, verify: 'all' });
  expect(passes).toMatchObject([{ written: 0, removed: 0 }]);
  if (verification === undefined) throw new Error('nothing was compared');
  return verification;
}

/** A vector of record-3 with one number moved by so much. */
function moved(by: number): Float32Array {
  const vector = Float32Array.from(vectorOf(6));
  vector[5] = (vector[5] ?? 0) + by;
  return vector;
}

/** A change of record-3’s vector alone, which by itself would forget what it was made from. */
const offBy = (by: number) => ({
  id: 'record-3',
  vectors: { text: moved(by) },
  contentHash: 'hash-3',
});

const differing = (...parts: string[]) => ({
  records: { differing: { count: 1, first: [{ id: 'record-3', parts }] } },
});

describe('a difference that was planted in the target', () => {
  it.each<[string, (to: Store) => Promise<void>, object]>([
    [
      'a missing id',
      async (to) => await to.remove({ ids: ['record-3'] }),
      { ids: { missing: { count: 1, first: [{ id: 'record-3' }] } }, ...differing('id') },
    ],
    [
      'an additional id',
      async (to) => await to.upsert([recordOf(998)]),
      { ids: { extra: { count: 1, first: [{ id: 'record-998' }] } } },
    ],
    [
      'changed metadata',
      async (to) => await to.update([{ id: 'record-3', metadata: { price: 0.300001 } }]),
      differing('metadata'),
    ],
    [
      'a vector off by 1e-3',
      async (to) => await to.update([offBy(1e-3)]),
      differing('vectors.text'),
    ],
    [
      'a vector that the source does not have',
      async (to) => {
        const [record] = await to.get(['record-7']);
        const vectors = { ...record?.vectors, image: vectorOf(1) };
        await to.upsert([{ ...(record as VectorRecord), vectors }]); // it is there
      },
      {
        records: { differing: { count: 1, first: [{ id: 'record-7', parts: ['vectors.image'] }] } },
      },
    ],
  ])('is found: %s', async (_, plant, expected) => {
    const found = await afterPlanting(plant);
    expect(found).toMatchObject({ equal: false, ...expected });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('is not seen in numbers that moved by rounding', async () => {
    const found = await afterPlanting(async (to) => {
      await to.update([offBy(5e-7)]);
    });
    expect(found.equal).toBe(true);
    expect(found.vectors['text']?.largestDifference).toBeGreaterThan(1e-7);
  });

  it('is measured by half precision where the target keeps that', async () => {
    const from = await fill(memoryStore({ collection: 'photos' }), recordsOf(20));
    const vectors = {
      text: { modality: 'text', native: { pgvector: { column: 'halfvec' } } },
    } as const;
    const to = await fill(memoryStore({ collection: 'copied' }), [], { vectors });
    const journal = join(await temporaryFolder(), 'journal');
    await copy(from, to, { journal });
    await to.update([offBy(2e-4)]);
    const rounded = await copy(from, to, { journal });
    expect(rounded.verification).toMatchObject({
      equal: true,
      vectors: { text: { allowed: 2 ** -11 } },
    });
    await to.update([offBy(1e-3)]);
    expect((await copy(from, to, { journal })).verification).toMatchObject({
      equal: false,
      ...differing('vectors.text'),
    });
  });
});
