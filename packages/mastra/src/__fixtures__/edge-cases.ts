import { isNestvecError } from '@nestvec/core';
import { environment } from '@nestvec/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { dimension, type Opened, vectorOf } from './opened.ts';

const filled = (value: number, length = dimension): number[] => Array.from({ length }, () => value);
const many = environment.full ? 1000 : 120;

/** What Mastra’s suite asks at the edges: nothing, too much, at once, and vectors without a direction. */
export function edgeCases({ vector, create }: Opened): void {
  describe('an empty index', () => {
    let indexName: string;
    beforeAll(async () => {
      indexName = await create();
    });

    it('answers with nothing', async () => {
      expect(await vector.query({ indexName, queryVector: vectorOf(1), topK: 10 })).toEqual([]);
    });

    it('counts nothing', async () => {
      expect((await vector.describeIndex({ indexName })).count).toBe(0);
    });

    it('takes it well to remove what is not there', async () => {
      await vector.deleteVectors({ indexName, ids: ['none'] });
      await vector.deleteVector({ indexName, id: 'none' });
      expect((await vector.describeIndex({ indexName })).count).toBe(0);
    });
  });

  describe('a vector', () => {
    let indexName: string;
    beforeAll(async () => {
      indexName = await create();
      await vector.upsert({ indexName, vectors: [vectorOf(1)], ids: ['one'] });
    });
    const refusal = async (call: Promise<unknown>): Promise<string> => {
      const error: unknown = await call.then(
        () => 'accepted',
        (reason: unknown) => reason,
      );
      return isNestvecError(error, 'invalid-input') ? error.details.field : String(error);
    };
    const upsert = async (one: number[]): Promise<string> =>
      await refusal(vector.upsert({ indexName, vectors: [one] }));

    it('of another length is not written', async () => {
      expect(await upsert(filled(0.1, 3))).toBe('params.vectors[0]');
    });

    it('of another length is not searched by', async () => {
      const query = vector.query({ indexName, queryVector: filled(0.1, 5), topK: 5 });
      expect(await refusal(query)).toBe('params.queryVector');
    });

    it('without numbers is not written', async () => {
      expect(await upsert([])).toBe('params.vectors[0]');
    });

    it('of zeros alone is not written, since it has no direction', async () => {
      expect(await upsert(filled(0))).toBe('params.vectors[0]');
    });

    it('with NaN is not written', async () => {
      expect(await upsert(filled(Number.NaN))).toBe('params.vectors[0]');
    });

    it('with infinity is not written', async () => {
      expect(await upsert(filled(Number.POSITIVE_INFINITY))).toBe('params.vectors[0]');
    });

    it('of tiny numbers has a direction like any other', async () => {
      await vector.upsert({ indexName, vectors: [filled(1e-10)], ids: ['tiny'] });
      const found = await vector.query({ indexName, queryVector: filled(1), topK: 1 });
      expect(found).toMatchObject([{ id: 'tiny', score: expect.closeTo(1, 4) }]);
    });

    it('of very large and very small numbers has one too', async () => {
      const mixed = [1000, 0.001, -1000, ...filled(0, dimension - 3)];
      await vector.upsert({ indexName, vectors: [mixed], ids: ['mixed'] });
      const found = await vector.query({ indexName, queryVector: mixed, topK: 1 });
      expect(found).toMatchObject([{ id: 'mixed', score: expect.closeTo(1, 4) }]);
    });
  });

  describe('a large upsert', () => {
    let indexName: string;
    beforeAll(async () => {
      indexName = await create();
    });

    it('writes all of it', async () => {
      const at = Array.from({ length: many }, (_, i) => i);
      const metadata = at.map((index) => ({ index }));
      const ids = await vector.upsert({ indexName, vectors: at.map(vectorOf), metadata });
      expect(ids).toHaveLength(many);
      expect((await vector.describeIndex({ indexName })).count).toBe(many);
    });

    it('is found again, half of it at once', async () => {
      const found = await vector.query({ indexName, queryVector: vectorOf(5), topK: many / 2 });
      expect(found[0]?.metadata).toEqual({ index: 5 });
      expect(found).toHaveLength(many / 2);
    });

    it('is removed again by a filter, half of it at once', async () => {
      await vector.deleteVectors({ indexName, filter: { index: { $lt: many / 2 } } });
      expect((await vector.describeIndex({ indexName })).count).toBe(many / 2);
    });
  });

  describe('at once', () => {
    let indexName: string;
    beforeAll(async () => {
      indexName = await create();
    });
    const upsert = async (seed: number) =>
      await vector.upsert({ indexName, vectors: [vectorOf(seed)] });
    const query = async (seed: number) =>
      await vector.query({ indexName, queryVector: vectorOf(seed), topK: 5 });

    it('upserts all come in', async () => {
      const ids = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(upsert));
      expect(new Set(ids.flat()).size).toBe(10);
      expect((await vector.describeIndex({ indexName })).count).toBe(10);
    });

    it('queries are all answered', async () => {
      const found = await Promise.all([0, 1, 2, 3, 4].map(query));
      expect(found.map((one) => one.length)).toEqual([5, 5, 5, 5, 5]);
    });

    it('upserts and queries do not disturb each other', async () => {
      const [first, second, found] = await Promise.all([upsert(200), upsert(201), query(1)]);
      expect([first.length, second.length, found.length]).toEqual([1, 1, 5]);
      expect((await vector.describeIndex({ indexName })).count).toBe(12);
    });
  });
}
