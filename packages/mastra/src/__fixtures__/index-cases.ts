import { isNestvecError } from '@nestvec/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { dimension, type Opened, vectorOf } from './opened.ts';

/** What Mastra’s suite asks of indexes, upserts and queries. */
export function indexCases({ vector, create, unusedName }: Opened): void {
  describe('an index', () => {
    let indexName: string;
    beforeAll(async () => {
      indexName = await create();
    });

    it('is there after it was made', async () => {
      expect(await vector.listIndexes()).toContain(indexName);
    });

    it('is in a list of names', async () => {
      const names = await vector.listIndexes();
      expect(names.every((name) => typeof name === 'string')).toBe(true);
    });

    it('says how long its vectors are, how many there are, and by what they are compared', async () => {
      const described = { dimension, count: 0, metric: 'cosine' };
      expect(await vector.describeIndex({ indexName })).toMatchObject(described);
    });

    it('is gone after it was removed', async () => {
      const other = await create();
      await vector.deleteIndex({ indexName: other });
      expect(await vector.listIndexes()).not.toContain(other);
    });

    it('is missed by a query that names another one', async () => {
      const query = vector.query({ indexName: unusedName(), queryVector: vectorOf(1), topK: 5 });
      await expect(query).rejects.toSatisfy((error) => isNestvecError(error, 'not-found'));
    });
  });

  describe('an upsert', () => {
    it('takes one vector and gives its id', async () => {
      const indexName = await create();
      const ids = await vector.upsert({
        indexName,
        vectors: [vectorOf(1)],
        metadata: [{ kind: 'single' }],
      });
      expect(ids).toEqual([expect.any(String)]);
      expect((await vector.describeIndex({ indexName })).count).toBe(1);
    });

    it('takes several and gives an id of each', async () => {
      const indexName = await create();
      const ids = await vector.upsert({
        indexName,
        vectors: [vectorOf(2), vectorOf(3), vectorOf(4)],
        metadata: [{ at: 2 }, { at: 3 }, { at: 4 }],
      });
      expect(new Set(ids).size).toBe(3);
      expect((await vector.describeIndex({ indexName })).count).toBe(3);
    });

    it('replaces what stands under its ids', async () => {
      const indexName = await create();
      const ids = await vector.upsert({
        indexName,
        vectors: [vectorOf(1)],
        metadata: [{ was: 'first' }],
      });
      const again = { indexName, vectors: [vectorOf(2)], metadata: [{ is: 'second' }], ids };
      expect(await vector.upsert(again)).toEqual(ids);
      expect((await vector.describeIndex({ indexName })).count).toBe(1);
      const [found] = await vector.query({ indexName, queryVector: vectorOf(2) });
      expect(found).toEqual({ id: ids[0], score: expect.closeTo(1, 4), metadata: { is: 'second' } });
    });

    it('does without metadata', async () => {
      const indexName = await create();
      await vector.upsert({ indexName, vectors: [vectorOf(20), vectorOf(21)] });
      const found = await vector.query({ indexName, queryVector: vectorOf(20), topK: 5 });
      expect(found.map(({ metadata }) => metadata)).toEqual([{}, {}]);
    });
  });

  describe('a query', () => {
    let indexName: string;
    beforeAll(async () => {
      indexName = await create();
      await vector.upsert({
        indexName,
        vectors: [1, 2, 3, 4, 5].map(vectorOf),
        metadata: ['A', 'A', 'B', 'B', 'C'].map((category, i) => ({ category, index: i + 1 })),
        ids: ['1', '2', '3', '4', '5'],
      });
    });

    it('gives ids and scores', async () => {
      const found = await vector.query({ indexName, queryVector: vectorOf(1), topK: 5 });
      expect(found[0]).toMatchObject({ id: '1', score: expect.closeTo(1, 4) });
      expect(found).toHaveLength(5);
    });

    it('gives no more than it is asked for', async () => {
      const found = await vector.query({ indexName, queryVector: vectorOf(2), topK: 3 });
      expect(found.map(({ id }) => id)).toContain('2');
      expect(found).toHaveLength(3);
    });

    it('puts the highest score first', async () => {
      const found = await vector.query({ indexName, queryVector: vectorOf(1), topK: 5 });
      const scores = found.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      expect(new Set(scores).size).toBe(5);
    });

    it('keeps to a filter', async () => {
      const filter = { category: 'A' };
      const found = await vector.query({ indexName, queryVector: vectorOf(3), topK: 10, filter });
      expect(found.map(({ id }) => id).toSorted()).toEqual(['1', '2']);
    });

    it('gives all where more are asked for than there are', async () => {
      const found = await vector.query({ indexName, queryVector: vectorOf(1), topK: 1000 });
      expect(found).toHaveLength(5);
    });

    it('finds nothing where no record passes the filter', async () => {
      const filter = { category: 'none' };
      expect(await vector.query({ indexName, queryVector: vectorOf(1), filter })).toEqual([]);
    });

    it('gives the best one alone', async () => {
      const found = await vector.query({ indexName, queryVector: vectorOf(4), topK: 1 });
      expect(found.map(({ id }) => id)).toEqual(['4']);
    });

    it('gives vectors where they are asked for, as plain numbers', async () => {
      const asked = { indexName, queryVector: vectorOf(1), topK: 3, includeVector: true };
      const found = await vector.query(asked);
      expect(found.map((one) => one.vector?.length)).toEqual([dimension, dimension, dimension]);
      const norm = Math.hypot(...vectorOf(1));
      for (const [i, value] of vectorOf(1).entries())
        expect(found[0]?.vector?.[i]).toBeCloseTo(value / norm, 4);
      expect(Array.isArray(found[0]?.vector)).toBe(true);
    });

    it('leaves vectors out where they are not', async () => {
      const asked = { indexName, queryVector: vectorOf(1), topK: 3, includeVector: false };
      for (const one of await vector.query(asked)) expect(one).not.toHaveProperty('vector');
    });
  });
}
