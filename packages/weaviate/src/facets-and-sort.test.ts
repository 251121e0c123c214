import type { JsonObject, Store } from '@nestvec/core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WeaviateClient } from 'weaviate-client';
import { rest } from './__fixtures__/collections.ts';
import { connect, startServer } from './__fixtures__/server.ts';
import { smallSpec } from './__fixtures__/spec.ts';
import { className } from './names.ts';
import { weaviate } from './store.ts';

const server = await startServer();
const missing = typeof server === 'string' ? server : '';

/** What the server does of itself, and what this store makes of it. Numbers are those of contract-measured.md, sections 2 and 3. */
describe('facets and sorted lists on a real server', { timeout: 60_000 }, () => {
  const { url, grpcUrl, stop } =
    typeof server === 'string'
      ? { url: 'http://x', grpcUrl: 'http://x', stop: async () => {} }
      : server;
  const raw = rest(url);
  let client: WeaviateClient | undefined;
  const clientOf = async (): Promise<WeaviateClient> => {
    client ??= await connect({ url, grpcUrl });
    return client;
  };
  const prefix = `facets${Date.now().toString(36)}p${process.pid}`;
  let number = 0;
  const names: string[] = [];

  beforeEach((context) => {
    context.skip(typeof server === 'string', missing);
  });
  afterEach(async () => {
    for (const name of names.splice(0)) await raw.drop(className(name));
  });
  afterAll(async () => {
    await client?.close();
    await stop();
  });

  const fill = async (records: readonly JsonObject[]): Promise<string> => {
    const name = `${prefix}n${++number}`;
    names.push(name);
    const store = weaviate({ url, grpc: { url: grpcUrl }, collection: name });
    const fields = { brand: 'string', sold: 'boolean', price: 'number' } as const;
    await store.apply(await store.plan(smallSpec({ name, fields })));
    await store.upsert(
      records.map((metadata, i) => ({
        id: `r${String(i).padStart(4, '0')}`,
        vectors: {},
        metadata,
      })),
      { withoutVectors: true },
    );
    await store.close();
    return name;
  };
  /** By bytes, and by the official client. */
  const both = async (
    collection: string,
    check: (store: Store) => Promise<void>,
  ): Promise<void> => {
    for (const way of [{ url, grpc: { url: grpcUrl } }, { client: await clientOf() }]) {
      const store = weaviate({ ...way, collection });
      await check(store);
      await store.close();
    }
  };

  it('objects without a value, which the server’s order may drop, come last; equal ones by the records’ ids', async () => {
    const name = await fill(
      Array.from({ length: 60 }, (_, i) => (i % 4 === 0 ? {} : { price: i % 3 })),
    );
    const ids = Array.from({ length: 60 }, (_, i) => i);
    await both(name, async (store) => {
      for (const direction of ['asc', 'desc'] as const) {
        const sign = direction === 'asc' ? 1 : -1;
        const priced = ids.filter((i) => i % 4 !== 0);
        priced.sort((a, b) => sign * ((a % 3) - (b % 3)) || a - b);
        const expected = [...priced, ...ids.filter((i) => i % 4 === 0)];
        const walked: string[] = [];
        for (let after: string | undefined; ;) {
          const sort = { field: 'price', direction };
          const { records, cursor } = await store.list({ sort, limit: 7, after });
          walked.push(...records.map(({ id }) => id));
          after = cursor;
          if (after === undefined) break;
        }
        expect(walked).toEqual(expected.map((i) => `r${String(i).padStart(4, '0')}`));
      }
    });
  });

  it('values beyond the most that the server counts are counted all the same, equally frequent ones by value', async () => {
    const brandOf = (i: number): string => `b${String((i * 7919) % 1200).padStart(4, '0')}`;
    const name = await fill(
      Array.from({ length: 1200 }, (_, i) => ({ brand: brandOf(i), sold: i % 3 === 0, price: i })),
    );
    const theirs = await (
      await clientOf()
    ).collections
      .use(className(name))
      .aggregate.groupBy.overAll({ groupBy: { property: 'brand' } });
    expect(theirs).toHaveLength(100); // of 1,200, without a word
    await both(name, async (store) => {
      const facets = await store.facets({
        fields: {
          brand: { kind: 'values', limit: 3 },
          sold: { kind: 'values' },
          price: { kind: 'range' },
        },
      });
      expect(facets).toEqual({
        brand: {
          kind: 'values',
          values: ['b0000', 'b0001', 'b0002'].map((value) => ({ value, count: 1 })),
          exact: true,
          more: true,
        },
        sold: {
          kind: 'values',
          values: [
            { value: false, count: 800 },
            { value: true, count: 400 },
          ],
          exact: true,
          more: false,
        },
        price: { kind: 'range', min: 0, max: 1199, count: 1200 },
      });
    });
  });
});
