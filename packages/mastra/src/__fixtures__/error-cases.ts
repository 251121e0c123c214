import { isNestvecError } from '@nestvec/core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NestvecFilter } from '../filter.ts';
import { dimension, type Opened, vectorOf } from './opened.ts';

/** Code of the error and what it names, of a call that must not be accepted. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => 'accepted',
    (reason: unknown) => reason,
  );
  if (isNestvecError(error, 'invalid-input')) return error.details.field;
  if (isNestvecError(error, 'unsupported')) return error.details.feature;
  return isNestvecError(error) ? error.code : String(error);
}

/** A filter of many levels. */
function deepFilter(levels: number): object {
  let filter: object = { category: 'a' };
  for (let i = 0; i < levels; i++) filter = { $and: [filter, { price: { $gte: 0 } }] };
  return filter;
}

function circle(): object {
  const metadata: Record<string, unknown> = { name: 'a' };
  metadata['self'] = metadata;
  return metadata;
}

/** What Mastra’s suite asks of calls that are wrong; where it takes an answer or a refusal, this is the one that is given. */
export function errorCases({ vector, create, unusedName }: Opened): void {
  describe('of an index that is not there', () => {
    const indexName = unusedName();
    it.each([
      ['a query', async () => await vector.query({ indexName, queryVector: vectorOf(1) })],
      ['an upsert', async () => await vector.upsert({ indexName, vectors: [vectorOf(1)] })],
      ['a description', async () => await vector.describeIndex({ indexName })],
      [
        'a removal of records',
        async () => await vector.deleteVectors({ indexName, filter: { name: 'a' } }),
      ],
    ])('%s is refused', async (_, call) => {
      expect(await refusal(call())).toBe('not-found');
    });

    it('a removal is done already', async () => {
      await expect(vector.deleteIndex({ indexName })).resolves.toBeUndefined();
    });
  });

  describe('a wrong filter', () => {
    let indexName: string;
    beforeAll(async () => {
      indexName = await create();
      await vector.upsert({
        indexName,
        vectors: [vectorOf(1), vectorOf(2)],
        metadata: [{ category: 'a', price: 100 }, { price: 20 }],
        ids: ['1', '2'],
      });
    });
    const ask = async (filter: unknown) =>
      await vector.query({
        indexName,
        queryVector: vectorOf(1),
        filter: filter as NestvecFilter, // what the type forbids
      });

    it('is refused at the place that is wrong', async () => {
      expect(await refusal(ask({ $invalidOperator: 'a' }))).toBe('filter.$invalidOperator');
      expect(await refusal(ask({ $and: 'a' }))).toBe('filter.$and');
      expect(await refusal(ask({ $or: {} }))).toBe('filter.$or');
      expect(await refusal(ask({ category: { $gt: 'a', $lt: 'b' } }))).toBe('filter.category.$gt');
    });

    it('of null asks for records without the field', async () => {
      expect((await ask({ category: null })).map(({ id }) => id)).toEqual(['2']);
      expect(await refusal(ask({ category: undefined }))).toBe('filter.category');
    });

    it('of a hundred levels is refused', async () => {
      expect(await refusal(ask(deepFilter(100)))).toBe('filter');
      expect(await refusal(ask(deepFilter(50_000)))).toBe('filter');
    });

    it('with an operator that there is not is refused', async () => {
      const field = 'filter.price.$invalidOperator';
      expect(await refusal(ask({ price: { $invalidOperator: 10 } }))).toBe(field);
    });

    it('with a list in place of a number is refused', async () => {
      expect(await refusal(ask({ price: { $gt: [10, 20] } }))).toBe('filter.price.$gt');
    });
  });

  describe('a wrong vector', () => {
    let indexName: string;
    beforeAll(async () => {
      indexName = await create();
    });
    const upsert = async (one: unknown) =>
      await refusal(vector.upsert({ indexName, vectors: [one as number[]] }));
    const holding = (value: unknown) => [0.1, value, ...vectorOf(1).slice(2)];

    it('is refused where it holds something else than a number', async () => {
      for (const value of ['a', null, undefined])
        expect(await upsert(holding(value))).toBe('params.vectors[0][1]');
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
        expect(await upsert(holding(value))).toBe('params.vectors[0]');
    });

    it('is refused where it is not an array', async () => {
      expect(await upsert('a text')).toBe('params.vectors[0]');
    });

    it('is refused where it is empty', async () => {
      expect(await upsert([])).toBe('params.vectors[0]');
    });

    it('is refused where it is longer than the index', async () => {
      expect(await upsert([...vectorOf(1), 1])).toBe('params.vectors[0]');
    });

    it('is refused where it is asked by', async () => {
      const query = vector.query({ indexName, queryVector: [1, 2] });
      expect(await refusal(query)).toBe('params.queryVector');
    });
  });

  describe('a wrong parameter', () => {
    let indexName: string;
    beforeAll(async () => {
      indexName = await create();
    });
    const query = async (topK: number) =>
      await refusal(vector.query({ indexName, queryVector: vectorOf(1), topK }));
    const two = [vectorOf(1), vectorOf(2)];

    it('topK is refused below zero', async () => {
      expect(await query(-5)).toBe('params.topK');
    });

    it('topK is refused at zero', async () => {
      expect(await query(0)).toBe('params.topK');
    });

    it('topK is refused between two numbers', async () => {
      expect(await query(5.5)).toBe('params.topK');
    });

    it('metadata is refused where there is not one for each vector', async () => {
      const upsert = vector.upsert({ indexName, vectors: two, metadata: [{}] });
      expect(await refusal(upsert)).toBe('params.metadata');
    });

    it('ids are refused where there is not one for each vector', async () => {
      const upsert = vector.upsert({ indexName, vectors: two, ids: ['1', '2', '3'] });
      expect(await refusal(upsert)).toBe('params.ids');
    });

    it('vectors are refused where there are none', async () => {
      const upsert = vector.upsert({ indexName, vectors: [], metadata: [] });
      expect(await refusal(upsert)).toBe('params.vectors');
    });

    it('null as metadata means that there is no metadata', async () => {
      const none = null as unknown as Record<string, never>; // what the type forbids
      const ids = await vector.upsert({ indexName, vectors: [vectorOf(1)], metadata: [none] });
      const [found] = await vector.query({ indexName, queryVector: vectorOf(1), topK: 1 });
      expect(found).toMatchObject({ id: ids[0], metadata: {} });
    });

    it('a dimension is refused at zero and below', async () => {
      for (const wrong of [-100, 0])
        expect(
          await refusal(vector.createIndex({ indexName: unusedName(), dimension: wrong })),
        ).toBe('params.dimension');
    });

    it('another metric than cosine is refused', async () => {
      for (const metric of ['euclidean', 'dotproduct', 'other'] as const)
        expect(
          await refusal(
            // What the type forbids.
            vector.createIndex({ indexName: unusedName(), dimension, metric: metric as 'cosine' }),
          ),
        ).toMatch(/metric/);
    });
  });

  describe('wrong metadata', () => {
    let indexName: string;
    beforeAll(async () => {
      indexName = await create();
    });
    const upsert = async (metadata: object) =>
      await refusal(vector.upsert({ indexName, vectors: [vectorOf(200)], metadata: [metadata] }));

    it('that holds itself is refused', async () => {
      expect(await upsert(circle())).toBe('params.metadata[0]');
    });

    it('with a function is refused', async () => {
      expect(await upsert({ run: () => 1 })).toBe('params.metadata[0].run');
    });

    it('with a symbol is refused', async () => {
      expect(await upsert({ sign: Symbol('a') })).toBe('params.metadata[0].sign');
    });

    it('of a million characters is stored', async () => {
      const large = 'x'.repeat(1_000_000);
      await vector.upsert({ indexName, vectors: [vectorOf(203)], metadata: [{ large }] });
      const [found] = await vector.query({ indexName, queryVector: vectorOf(203), topK: 1 });
      expect(found?.metadata).toEqual({ large });
    });
  });

  describe('at the same time', () => {
    it('an index is removed twice', async () => {
      const indexName = await create();
      await vector.deleteIndex({ indexName });
      await expect(vector.deleteIndex({ indexName })).resolves.toBeUndefined();
    });

    it('upserts succeed together', async () => {
      const indexName = await create();
      const upserts = [300, 301, 302, 303, 304].map(
        async (seed) => await vector.upsert({ indexName, vectors: [vectorOf(seed)] }),
      );
      const settled = await Promise.allSettled(upserts);
      expect(settled.map(({ status }) => status)).toEqual(settled.map(() => 'fulfilled'));
    });
  });
}
