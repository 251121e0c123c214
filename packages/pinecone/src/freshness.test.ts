import { pineconeFake, type PineconeFake } from '@nestvec/testkit/pinecone';
import { faultProxy } from '@nestvec/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { picture, pictures, smallSpec, unitVector } from './__fixtures__/spec.ts';
import { homeIndexName, vectorIndexName } from './names.ts';
import { openOn, type StoreChanges } from './__fixtures__/open.ts';
import type { PineconeOptions } from './options.ts';
import type { PineconeStore } from './store.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const start = async (lags: number[] = []): Promise<PineconeFake> => {
  const fake = await pineconeFake({ quiet: true, lagMs: () => lags.shift() ?? 0 });
  closing.push(fake.close);
  return fake;
};

const create = async (fake: PineconeFake, changes: StoreChanges = {}): Promise<PineconeStore> => {
  const usual = openOn(fake.url);
  await usual.apply(await usual.plan(smallSpec()));
  return openOn(fake.url, changes);
};

/** A client by which the answer to the first request to a path comes after that to the second. */
const swapping = (fake: PineconeFake, path: string): NonNullable<PineconeOptions['client']> => {
  let second = (): void => {};
  const isThere = new Promise<void>((resolve) => (second = resolve));
  let count = 0;
  const fetchApi: typeof fetch = async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    if (!pathname.endsWith(path)) return await fetch(input, init);
    const turn = ++count;
    const response = await fetch(input, init);
    if (turn === 1) await isThere;
    if (turn === 2) second();
    return response;
  };
  return { getConfig: () => ({ apiKey: 'any', controllerHostUrl: fake.url, fetchApi }) };
};

const search = { vector: unitVector(64, 1), using: 'image', limit: 10 };

describe('a write whose answers come out of order', () => {
  it.each([
    ['first index', homeIndexName('docs')],
    ['other index', vectorIndexName('docs', 'image_32')],
  ])('is waited for in the %s until the last of it is seen', async (_, index) => {
    const lags: number[] = [];
    const fake = await start(lags);
    const client = swapping(fake, `/${index}/vectors/upsert`);
    const store = await create(fake, {
      apiKey: undefined,
      client,
      batchRecords: 1,
      concurrency: 2,
    });
    // The second of the four writes to the index in question is seen late.
    lags.push(...(index === homeIndexName('docs') ? [0, 0, 0, 300] : [0, 300]));
    await store.upsert(pictures(2));
    const found = async (using: string): Promise<string[]> =>
      (await store.search({ ...search, using })).hits.map(({ id }) => id).sort();
    expect(await found('image')).toEqual(['p0', 'p1']);
    expect(await found('image_32')).toEqual(['p0', 'p1']);
  });

  it('is waited for after a removal as well', async () => {
    const lags: number[] = [];
    const fake = await start(lags);
    const client = swapping(fake, `/${homeIndexName('docs')}/vectors/delete`);
    const store = await create(fake, {
      apiKey: undefined,
      client,
      batchRecords: 1,
      concurrency: 2,
    });
    await store.upsert(pictures(3));
    lags.push(0, 300);
    await store.remove({ ids: ['p0', 'p1'] });
    expect((await store.search(search)).hits.map(({ id }) => id)).toEqual(['p2']);
  });
});

describe('a write whose arrival can’t be seen', () => {
  const behind = async (fake: PineconeFake, changes: StoreChanges = {}) => {
    const proxy = await faultProxy({ target: fake.url });
    closing.push(proxy.close);
    const indexHost = (host: string): string => host.replace(fake.url, proxy.url);
    return { proxy, store: await create(fake, { indexHost, ...changes }) };
  };
  const isLook = ({ path }: { path: string }): boolean => path.endsWith('/query');

  it('fails at the first look that is refused, and says what a key must be allowed to do', async () => {
    const { proxy, store } = await behind(await start());
    const body = 'This key may not read';
    proxy.inject({
      fault: { kind: 'answer', acted: false, status: 403, body },
      when: isLook,
      times: 100,
    });
    await expect(store.upsert([picture('a', 1)])).rejects.toMatchObject({
      code: 'store',
      message: expect.stringMatching(
        /upsert on "docs" can’t be seen, because .* \(403\): This key may not read; use a key that may search, or set readAfterWrite to false/,
      ) as string,
      details: { retryable: false, status: 403, unconfirmedIds: ['a'] },
    });
    expect(proxy.log.filter(isLook)).toHaveLength(1);
  });

  it('is looked at again after a failure that passes', async () => {
    const { proxy, store } = await behind(await start());
    const headers = { 'retry-after': '0' };
    proxy.inject({
      fault: { kind: 'answer', acted: false, status: 429, headers },
      when: isLook,
      times: 2,
    });
    await store.upsert([picture('a', 1)]);
    expect(await store.count()).toBe(1);
  });

  it('is given up after waitMs, with the reason of the last look', async () => {
    const { proxy, store } = await behind(await start(), { waitMs: 30 });
    const body = 'busy';
    proxy.inject({
      fault: { kind: 'answer', acted: false, status: 503, body },
      when: isLook,
      times: 100,
    });
    await expect(store.upsert([picture('a', 1)])).rejects.toThrow(
      /was not seen by searches of .* within 0\.03 s \(the last look failed \(503\): busy\); write it again, or give a longer waitMs/,
    );
  });
});
