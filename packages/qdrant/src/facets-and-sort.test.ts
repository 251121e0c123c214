import type { Store } from '@nestvec/core';
import { QdrantClient } from '@qdrant/js-client-rest';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer } from './__fixtures__/server.ts';
import { smallSpec } from './__fixtures__/spec.ts';
import type { QdrantSettings } from './options.ts';
import { qdrant } from './store.ts';

const server = await startServer();
const missing = typeof server === 'string' ? server : '';

/** What the server does of itself, and what this store makes of it. Numbers are those of contract-measured.md, sections 2 and 3. */
describe('facets and sorted lists on a real server', { timeout: 60_000 }, () => {
  const { url, stop } =
    typeof server === 'string' ? { url: 'http://x', stop: async () => {} } : server;
  const client = new QdrantClient({ url, checkCompatibility: false });
  const name = `facets${Date.now().toString(36)}${process.pid}`;
  const spec = smallSpec({ name, fields: { brand: 'string', sold: 'boolean', price: 'number' } });
  const open = (options: Partial<QdrantSettings> = {}): Store =>
    qdrant({ url, collection: name, ...options });

  beforeEach((context) => {
    context.skip(typeof server === 'string', missing);
  });
  afterEach(async () => {
    await client.deleteCollection(name);
  });
  afterAll(stop);

  const fill = async (count: number): Promise<Store> => {
    const store = open();
    await store.apply(await store.plan(spec));
    await store.upsert(
      Array.from({ length: count }, (_, i) => ({
        id: `r${String(i).padStart(3, '0')}`,
        vectors: {},
        metadata: {
          brand: `b${i % 5}`,
          sold: i % 2 === 0,
          ...(i % 4 === 0 ? {} : { price: i % 3 }),
        },
      })),
      { withoutVectors: true },
    );
    return store;
  };
  const listed = async (store: Store, direction: 'asc' | 'desc') =>
    (await store.list({ sort: { field: 'price', direction }, limit: 100 })).records.map(
      ({ id }) => id,
    );
  const byPrice = (count: number, direction: 'asc' | 'desc'): string[] => {
    const all = Array.from({ length: count }, (_, i) => i);
    const priced = all.filter((i) => i % 4 !== 0);
    const sign = direction === 'asc' ? 1 : -1;
    priced.sort((a, b) => sign * ((a % 3) - (b % 3)) || a - b);
    return [...priced, ...all.filter((i) => i % 4 === 0)].map(
      (i) => `r${String(i).padStart(3, '0')}`,
    );
  };

  it('the server’s order leaves out points without a value and turns equal ones round; lists do neither', async () => {
    const store = await fill(40);
    const order_by = (direction: 'asc' | 'desc') => ({ key: 'price', direction });
    const idsOf = async (direction: 'asc' | 'desc') =>
      (await client.scroll(name, { limit: 100, order_by: order_by(direction) })).points
        .filter(({ payload }) => payload?.['price'] === 1)
        .map(({ id }) => id);
    const { points } = await client.scroll(name, { limit: 100, order_by: order_by('asc') });
    expect(points).toHaveLength(30);
    expect((await idsOf('desc')).toReversed()).toEqual(await idsOf('asc'));
    for (const direction of ['asc', 'desc'] as const)
      expect(await listed(store, direction)).toEqual(byPrice(40, direction));
  });

  it('a value that no point has any more is not counted, and those of equal counts come by value', async () => {
    const store = await fill(25);
    await store.remove({ filter: { brand: 'b3' } });
    const { brand } = await store.facets({ fields: { brand: { kind: 'values' } } });
    expect(brand).toEqual({
      kind: 'values',
      values: ['b0', 'b1', 'b2', 'b4'].map((value) => ({ value, count: 5 })),
      exact: true,
      more: false,
    });
  });

  it('where strict mode refuses exact counts or long answers, or an index is gone, everything is read instead', async () => {
    const store = await fill(40);
    const fields = { brand: { kind: 'values' }, price: { kind: 'range' } } as const;
    const expected = await store.facets({ fields });
    expect(expected).toMatchObject({ price: { min: 0, max: 2, count: 30 } });
    const strict = { enabled: true, search_allow_exact: false, max_query_limit: 7 };
    await client.updateCollection(name, { strict_mode_config: strict });
    const strictly = open();
    expect(await strictly.facets({ fields })).toEqual(expected);
    expect(await listed(strictly, 'desc')).toEqual(byPrice(40, 'desc'));
    await client.updateCollection(name, { strict_mode_config: { enabled: false } });
    await client.deletePayloadIndex(name, 'price', { wait: true });
    const bare = open();
    expect(await bare.facets({ fields })).toEqual(expected);
    expect(await listed(bare, 'asc')).toEqual(byPrice(40, 'asc'));
  });
});
