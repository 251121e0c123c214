import { isNestvecError } from '@nestvec/core';
import { describe, expect, it } from 'vitest';
import type { UpdateParams } from '../params.ts';
import { type Opened, vectorOf } from './opened.ts';

/** What Mastra’s suite asks of removals and changes, by ids and by filters. */
export function changeCases({ vector, create }: Opened): void {
  /** An index with one record for each metadata, under the ids 0, 1, … */
  const filled = async (metadata: readonly Record<string, unknown>[]): Promise<string> => {
    const indexName = await create();
    await vector.upsert({
      indexName,
      vectors: metadata.map((_, i) => vectorOf(i)),
      metadata: [...metadata],
      ids: metadata.map((_, i) => `${i}`),
    });
    return indexName;
  };
  const all = async (indexName: string): Promise<Record<string, Record<string, unknown>>> => {
    const found = await vector.query({ indexName, queryVector: vectorOf(0), topK: 50 });
    return Object.fromEntries(found.map(({ id, metadata = {} }) => [id, metadata]));
  };
  const idsOf = async (indexName: string) => Object.keys(await all(indexName)).toSorted();

  describe('a removal by a filter', () => {
    it('takes what passes', async () => {
      const indexName = await filled([{ source_id: 'a' }, { source_id: 'b' }, { source_id: 'a' }]);
      await vector.deleteVectors({ indexName, filter: { source_id: 'a' } });
      expect(await all(indexName)).toEqual({ 1: { source_id: 'b' } });
    });

    it('takes what passes all of several', async () => {
      const indexName = await filled([
        { tenant: 'acme', env: 'prod' },
        { tenant: 'acme', env: 'dev' },
        { tenant: 'globex', env: 'prod' },
      ]);
      const filter = { $and: [{ tenant: 'acme' }, { env: 'prod' }] };
      await vector.deleteVectors({ indexName, filter });
      expect(await idsOf(indexName)).toEqual(['1', '2']);
    });

    it('takes what passes one of several', async () => {
      const indexName = await filled([{ status: 'on' }, { status: 'old' }, { status: 'gone' }]);
      const filter = { $or: [{ status: 'old' }, { status: 'gone' }] };
      await vector.deleteVectors({ indexName, filter });
      expect(await idsOf(indexName)).toEqual(['0']);
    });

    it('takes what has one of some values', async () => {
      const indexName = await filled(['A', 'B', 'C', 'D', 'E'].map((category) => ({ category })));
      await vector.deleteVectors({ indexName, filter: { category: { $in: ['B', 'D'] } } });
      expect(await idsOf(indexName)).toEqual(['0', '2', '4']);
    });

    it('takes nothing where nothing passes', async () => {
      const indexName = await filled([{ name: 'a' }]);
      await vector.deleteVectors({ indexName, filter: { name: 'b' } });
      expect(await idsOf(indexName)).toEqual(['0']);
    });

    it('is refused where the filter is empty, or takes everything', async () => {
      const indexName = await filled([{ name: 'a' }]);
      for (const filter of [{}, { $and: [] }, { $nor: [] }])
        await expect(vector.deleteVectors({ indexName, filter })).rejects.toThrow(/empty filter/);
      expect(await idsOf(indexName)).toEqual(['0']);
    });
  });

  describe('a removal by ids', () => {
    it('takes them', async () => {
      const indexName = await filled([{ at: 0 }, { at: 1 }, { at: 2 }, { at: 3 }]);
      await vector.deleteVectors({ indexName, ids: ['0', '2'] });
      expect(await idsOf(indexName)).toEqual(['1', '3']);
      await vector.deleteVector({ indexName, id: '1' });
      expect(await idsOf(indexName)).toEqual(['3']);
    });

    it('is refused without any', async () => {
      const indexName = await create();
      const removal = vector.deleteVectors({ indexName, ids: [] });
      await expect(removal).rejects.toThrow(/empty ids array/);
    });

    it('takes it well where they are not there', async () => {
      const indexName = await filled([{ name: 'a' }]);
      await vector.deleteVectors({ indexName, ids: ['x', 'y'] });
      expect(await idsOf(indexName)).toEqual(['0']);
    });

    it('is refused beside a filter', async () => {
      const indexName = await filled([{ name: 'a' }]);
      const removal = vector.deleteVectors({ indexName, filter: { name: 'a' }, ids: ['0'] });
      await expect(removal).rejects.toThrow(/mutually exclusive/);
      expect(await idsOf(indexName)).toEqual(['0']);
    });

    it('is refused where there is neither', async () => {
      const indexName = await create();
      const removal = vector.deleteVectors({ indexName });
      await expect(removal).rejects.toThrow(/either filter or ids must be provided/);
    });
  });

  describe('a change', () => {
    it('is of all that pass the filter', async () => {
      const indexName = await filled([
        { tenant: '1', status: 'on' },
        { tenant: '1', status: 'on', name: 'kept' },
        { tenant: '2', status: 'on' },
      ]);
      const update = { metadata: { status: 'old' } };
      await vector.updateVector({ indexName, filter: { tenant: '1' }, update });
      expect(await all(indexName)).toEqual({
        0: { tenant: '1', status: 'old' },
        1: { tenant: '1', status: 'old', name: 'kept' },
        2: { tenant: '2', status: 'on' },
      });
    });

    it('is of those that pass several conditions', async () => {
      const indexName = await filled([
        { tenant: 'acme', env: 'prod', version: 1 },
        { tenant: 'acme', env: 'dev', version: 1 },
        { tenant: 'acme', env: 'prod', version: 2 },
      ]);
      const filter = { $and: [{ tenant: 'acme' }, { env: 'prod' }, { version: 1 }] };
      await vector.updateVector({ indexName, filter, update: { metadata: { marked: true } } });
      const marked = Object.entries(await all(indexName)).filter(([, one]) => one['marked']);
      expect(marked.map(([id]) => id)).toEqual(['0']);
    });

    it('is of nothing where nothing passes', async () => {
      const indexName = await filled([{ name: 'a' }]);
      const update = { metadata: { marked: true } };
      await vector.updateVector({ indexName, filter: { name: 'b' }, update });
      expect(await all(indexName)).toEqual({ 0: { name: 'a' } });
    });

    it('is refused with an id and a filter, with neither, and with an empty filter', async () => {
      const indexName = await filled([{ name: 'a' }]);
      // What the type forbids.
      const update = async (way: object) =>
        await vector.updateVector({
          indexName,
          ...way,
          update: { metadata: { marked: true } },
        } as unknown as UpdateParams);
      await expect(update({ id: '0', filter: { name: 'a' } })).rejects.toThrow(/mutually exclusive/);
      await expect(update({})).rejects.toThrow(/either id or filter must be provided/);
      await expect(update({ filter: {} })).rejects.toThrow(/empty filter/);
      expect(await all(indexName)).toEqual({ 0: { name: 'a' } });
    });

    it('moves one record to another place, and leaves its metadata', async () => {
      const indexName = await filled([{ name: 'a' }, { name: 'b' }]);
      await vector.updateVector({ indexName, id: '0', update: { vector: vectorOf(40) } });
      const [found] = await vector.query({ indexName, queryVector: vectorOf(40), topK: 1 });
      expect(found).toMatchObject({ id: '0', score: expect.closeTo(1, 4), metadata: { name: 'a' } });
    });

    it('is refused for a record that is not there', async () => {
      const indexName = await filled([{ name: 'a' }]);
      const update = { metadata: { name: 'b' } };
      await expect(vector.updateVector({ indexName, id: 'x', update })).rejects.toSatisfy(
        (error) => isNestvecError(error, 'store') && error.details.unconfirmedIds.join() === 'x',
      );
    });
  });

  describe('a document', () => {
    it('is indexed anew after its old parts were removed', async () => {
      const parts = (count: number) =>
        Array.from({ length: count }, (_, version) => ({ source_id: 'guide.pdf', version }));
      const indexName = await filled(parts(3));
      await vector.deleteVectors({ indexName, filter: { source_id: 'guide.pdf' } });
      expect((await vector.describeIndex({ indexName })).count).toBe(0);
      const vectors = [10, 11, 12, 13].map(vectorOf);
      await vector.upsert({ indexName, vectors, metadata: parts(4) });
      expect(Object.values(await all(indexName))).toHaveLength(4);
    });

    it('of one tenant stays where another removes its own', async () => {
      const indexName = await filled([{ tenant: 'a' }, { tenant: 'a' }, { tenant: 'b' }]);
      await vector.deleteVectors({ indexName, filter: { tenant: 'a' } });
      expect(await all(indexName)).toEqual({ 2: { tenant: 'b' } });
    });
  });
}
