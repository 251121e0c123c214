import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pinecone } from '@pinecone-database/pinecone';
import { faultProxy } from '@nestvec/testkit';
import {
  pineconeFake,
  type PineconeFake,
  type PineconeFakeOptions,
} from '@nestvec/testkit/pinecone';
import { afterEach, describe, expect, it } from 'vitest';
import { picture, pictures, smallSpec, unitVector } from './__fixtures__/spec.ts';
import { listCollections } from './list-collections.ts';
import { textFolder } from './long-text.ts';
import { homeIndexName, vectorIndexName } from './names.ts';
import { openOn, type StoreChanges } from './__fixtures__/open.ts';
import { pinecone, type PineconeStore } from './store.ts';

/** What is true of this store beyond the conformance suite. */

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const start = async (options: PineconeFakeOptions = {}): Promise<PineconeFake> => {
  const fake = await pineconeFake({ quiet: true, ...options });
  closing.push(fake.close);
  return fake;
};
const open = (fake: PineconeFake, changes: StoreChanges = {}): PineconeStore =>
  openOn(fake.url, changes);
const create = async (
  fake: PineconeFake,
  options: StoreChanges = {},
  changes: Parameters<typeof smallSpec>[0] = {},
): Promise<PineconeStore> => {
  const store = open(fake, options);
  await store.apply(await store.plan(smallSpec(changes)));
  return store;
};
/** The indexes as the official client sees them. */
const raw = async (fake: PineconeFake) => {
  const client = new Pinecone({ apiKey: 'any', controllerHostUrl: fake.url });
  const index = async (name: string) =>
    client.index({ host: (await client.indexes.describe(name)).host });
  return {
    client,
    home: await index(homeIndexName('docs')),
    small: await index(vectorIndexName('docs', 'image_32')),
  };
};
const idsIn = async (index: Awaited<ReturnType<typeof raw>>['home']): Promise<string[]> =>
  ((await index.listPaginated()).vectors ?? []).flatMap(({ id }) => id ?? []);

describe('the indexes of a collection', () => {
  it('are one for each named vector, shown with their cost in the plan', async () => {
    const fake = await start();
    const store = open(fake);
    const plan = await store.plan(smallSpec());
    expect(plan.steps.map(({ reason }) => reason)).toEqual([
      `docs does not exist; Pinecone keeps one vector an index, so this makes 2, and a record is written once to each: image and the records in ${homeIndexName('docs')} (0.26 GB a million vectors, and the metadata); image_32 in ${vectorIndexName('docs', 'image_32')} (0.13 GB a million vectors, and the declared fields)`,
    ]);
    await store.apply(plan);
    const { client } = await raw(fake);
    const { indexes = [] } = await client.indexes.list();
    expect(indexes.map(({ name }) => name).sort()).toEqual(
      [homeIndexName('docs'), vectorIndexName('docs', 'image_32')].sort(),
    );
    const image_48 = { modality: 'image', dimensions: 48 } as const;
    const more = await store.plan(smallSpec({ vectors: { ...smallSpec().vectors, image_48 } }));
    expect(more.steps[0]?.reason).toContain(
      `an index of its own, ${vectorIndexName('docs', 'image_48')}`,
    );
  });

  it('are waited for, with progress', async () => {
    const fake = await start({ readyAfterMs: 150 });
    const store = open(fake);
    const seen: string[] = [];
    await store.apply(await store.plan(smallSpec()), {
      onProgress: ({ step, done, total }) => seen.push(`${step.label} ${done}/${total}`),
    });
    expect(seen).toEqual(['create 0/2', 'create 1/2', 'create 2/2']);
    await store.upsert(pictures(2));
    expect(await store.count()).toBe(2);
  });

  it('can be waited for until the caller has had enough, and are taken up by the next apply', async () => {
    const fake = await start({ readyAfterMs: 400 });
    const store = open(fake);
    const controller = new AbortController();
    const applying = store.apply(await store.plan(smallSpec()), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(applying).rejects.toMatchObject({ code: 'aborted' });
    expect((await store.plan(smallSpec())).steps).toEqual([]);
  });

  it('say in the error that they are not ready, which is worth another try', async () => {
    const fake = await start({ readyAfterMs: 300 });
    const store = open(fake, { waitMs: 1 });
    await expect(store.apply(await store.plan(smallSpec()))).rejects.toMatchObject({
      code: 'store',
      message: expect.stringContaining('is not done after') as string,
      details: { retryable: true },
    });
    await expect(open(fake).upsert(pictures(1))).rejects.toMatchObject({
      code: 'store',
      details: { retryable: true, status: 503, unconfirmedIds: ['p0'] },
    });
  });

  it('are waited for when they are deleted, so that they can be made again at once', async () => {
    const fake = await start({ goneAfterMs: 100 });
    const store = await create(fake);
    await store.upsert(pictures(3));
    expect(await store.drop()).toBe(true);
    await store.apply(await store.plan(smallSpec()));
    expect(await store.count()).toBe(0);
  });

  it('that an apply which broke off has left are used by the next one', async () => {
    const fake = await start();
    const proxy = await faultProxy({ target: fake.url });
    closing.push(proxy.close);
    const broken = open(fake, { controllerHost: proxy.url });
    const plan = await broken.plan(smallSpec());
    proxy.inject({
      fault: { kind: 'answer', acted: false, status: 500 },
      when: ({ method }) => method === 'POST',
      skip: 1,
    });
    await expect(broken.apply(plan)).rejects.toMatchObject({ code: 'store' });
    const store = await create(fake);
    await store.upsert(pictures(2));
    expect(await store.count()).toBe(2);
  });

  it('are not touched where someone else made one under the same name', async () => {
    const fake = await start();
    const client = new Pinecone({ apiKey: 'any', controllerHostUrl: fake.url });
    await client.indexes.create({
      name: homeIndexName('docs'),
      schema: { fields: { _values: { type: 'dense_vector', dimension: 3, metric: 'cosine' } } },
    });
    const store = open(fake);
    await expect(store.plan(smallSpec())).rejects.toMatchObject({ code: 'identity' });
    await expect(store.drop()).rejects.toMatchObject({ code: 'identity' });
    expect(await store.describe()).toMatchObject({ spec: undefined, count: 0 });
    expect((await client.indexes.list()).indexes).toHaveLength(1);
  });

  it('are brought back where someone deletes one, and filled from the larger vector', async () => {
    const fake = await start();
    const store = await create(fake);
    await store.upsert(pictures(5));
    const { client } = await raw(fake);
    await client.indexes.delete(vectorIndexName('docs', 'image_32'));
    const again = open(fake);
    const plan = await again.plan(smallSpec());
    expect(plan.steps.map(({ label, target }) => `${label} ${target}`)).toEqual([
      'alter vectors.image_32',
      'backfill vectors.image_32',
    ]);
    await again.apply(plan);
    expect(await again.get(['p3'])).toMatchObject([{ id: 'p3' }]);
    const { hits } = await again.search({ vector: unitVector(64, 3), using: 'image_32', limit: 1 });
    expect(hits[0]?.id).toBe('p3');
  });

  it('keep the user’s tags, cloud, region and protection', async () => {
    const fake = await start();
    const store = await create(fake, {
      tags: { team: 'search' },
      cloud: 'gcp',
      region: 'europe-west4',
      deletionProtection: true,
    });
    const { client } = await raw(fake);
    for (const name of [homeIndexName('docs'), vectorIndexName('docs', 'image_32')]) {
      const index = await client.indexes.describe(name);
      expect(index.tags).toMatchObject({ team: 'search', 'nestvec-collection': 'docs' });
      expect(index).toMatchObject({
        deployment: { cloud: 'gcp', region: 'europe-west4' },
        deletionProtection: 'enabled',
      });
    }
    await expect(store.drop()).rejects.toThrow(
      'switch its deletion protection off in the console first',
    );
    expect(await store.count()).toBe(0);
  });

  it('refuse a spec that their tags can’t hold, before anything is made', async () => {
    const fake = await start();
    const store = open(fake);
    const fields = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [
        `f${(i * 7919).toString(36)}_${(i * 104729).toString(36)}`,
        'string' as const,
      ]),
    );
    await expect(store.apply(await store.plan(smallSpec({ fields })))).rejects.toThrow(
      /takes \d+ tags of 120 characters to be remembered, and the index has room for 18/,
    );
    expect(await store.describe()).toBeUndefined();
  });
});

describe('versions', () => {
  it('that were replaced or removed are taken away', async () => {
    const fake = await start();
    const store = await create(fake);
    for (let round = 0; round < 3; round++) await store.upsert(pictures(10));
    await store.update([{ id: 'p0', metadata: { color: 'red' } }]);
    await store.remove({ ids: ['p1', 'p2'] });
    await store.remove({ filter: { color: 'red' } });
    const { home, small } = await raw(fake);
    expect(await idsIn(home)).toHaveLength(7);
    expect(await idsIn(small)).toHaveLength(7);
    expect(await store.check({ keepMs: 0 })).toEqual({
      records: 7,
      garbage: 0,
      incomplete: [],
      repaired: 0,
    });
  });

  it('of a write that broke off are not part of any record, and are found and taken away by check', async () => {
    const fake = await start();
    const store = await create(fake);
    await store.upsert(pictures(4));
    const proxy = await faultProxy({ target: fake.url });
    closing.push(proxy.close);
    const broken = open(fake, { indexHost: (host) => host.replace(fake.url, proxy.url) });
    const isHomeWrite = ({ path }: { path: string }): boolean =>
      path === `/data/${homeIndexName('docs')}/vectors/upsert`;
    proxy.inject({ fault: { kind: 'answer', acted: false, status: 503 }, when: isHomeWrite });
    const fresh = pictures(4).map((record, i) => picture(record.id, 50 + i, { color: 'new' }));
    await expect(broken.upsert(fresh)).rejects.toMatchObject({
      details: { unconfirmedIds: ['p0', 'p1', 'p2', 'p3'] },
    });
    expect(await store.get(['p0'])).toMatchObject([{ metadata: {} }]);
    const { hits } = await store.search({
      vector: unitVector(64, 50),
      using: 'image_32',
      limit: 10,
    });
    expect(hits.map(({ id }) => id).sort()).toEqual(['p0', 'p1', 'p2', 'p3']);
    expect(hits.every(({ score }) => score < 0.99)).toBe(true);
    const { small } = await raw(fake);
    expect(await idsIn(small)).toHaveLength(8);
    expect(await store.check()).toMatchObject({ garbage: 0 }); // they may belong to a write under way
    expect(await store.check({ keepMs: 0 })).toMatchObject({ garbage: 4, incomplete: [] });
    expect(await idsIn(small)).toHaveLength(8);
    expect(await store.check({ keepMs: 0, repair: true })).toMatchObject({ garbage: 4 });
    expect(await idsIn(small)).toHaveLength(4);
    await broken.upsert(fresh);
    expect(await store.count({ filter: { color: 'new' } })).toBe(4);
  });

  it('that were replaced are taken away also where another part of the write failed', async () => {
    const fake = await start();
    const proxy = await faultProxy({ target: fake.url });
    closing.push(proxy.close);
    const store = await create(fake);
    await store.upsert(pictures(4));
    const broken = open(fake, {
      batchRecords: 2,
      concurrency: 1,
      indexHost: (host) => host.replace(fake.url, proxy.url),
    });
    proxy.inject({
      fault: { kind: 'answer', acted: false, status: 503 },
      when: ({ path }) => path === `/data/${homeIndexName('docs')}/vectors/upsert`,
      skip: 1,
    });
    await expect(broken.upsert(pictures(4))).rejects.toMatchObject({
      details: { unconfirmedIds: ['p2', 'p3'] },
    });
    // Two of the new version without their records; nothing of the old one that was replaced.
    expect(await store.check({ keepMs: 0 })).toMatchObject({ garbage: 2, incomplete: [] });
  });

  it('that someone has deleted make reading fail, are found by check, and computed again', async () => {
    const fake = await start();
    const store = await create(fake);
    await store.upsert(pictures(5));
    const { small } = await raw(fake);
    const gone = (await idsIn(small)).filter((id) => /^p[12]#/.test(id));
    await small.deleteMany({ ids: gone });
    await expect(store.get(['p0', 'p1'])).rejects.toThrow(
      '1 record lacks vectors that it was written with ("p1"); check({ repair: true })',
    );
    const incomplete = ['p1', 'p2'].map((id) => ({ id, missing: ['image_32'] }));
    expect(await store.check()).toMatchObject({ incomplete, repaired: 0 });
    expect(await store.check({ repair: true })).toMatchObject({ incomplete, repaired: 2 });
    expect(await store.check()).toMatchObject({ incomplete: [] });
    expect(await store.get(['p1'])).toMatchObject([{ id: 'p1' }]);
  });

  it('are kept apart in every tenant', async () => {
    const fake = await start();
    const store = await create(fake, {}, { tenants: true });
    for (const name of ['one', 'two']) await store.tenant(name).upsert(pictures(3));
    const { small } = await raw(fake);
    const { vectors = [] } = await small.listPaginated({ namespace: 'two' });
    await small.deleteMany({ ids: vectors.flatMap(({ id }) => id ?? []), namespace: 'two' });
    const report = await store.check();
    expect(report).toMatchObject({ records: 6, repaired: 0 });
    expect(report.incomplete.map(({ id, tenant }) => `${tenant} ${id}`)).toEqual([
      'two p0',
      'two p1',
      'two p2',
    ]);
    expect((await store.tenant('one').check()).incomplete).toEqual([]);
    expect((await store.tenant('two').check({ repair: true })).repaired).toBe(3);
  });
});

describe('texts', () => {
  const text = 'long '.repeat(10_000);

  it('that Pinecone can’t keep are refused, with the record and its size', async () => {
    const fake = await start();
    const store = await create(fake);
    await expect(store.upsert([picture('a', 1), { ...picture('b', 2), text }])).rejects.toThrow(
      /^records\[1\]\.text: makes record "b" take 5\d{4} bytes beside its vectors, where Pinecone keeps 40000; shorten it, or give longText/,
    );
    expect(await store.count()).toBe(0);
  });

  it('that are long are kept in a folder where one is given', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nestvec-pinecone-'));
    closing.push(async () => await rm(folder, { recursive: true, force: true }));
    const fake = await start();
    const longText = textFolder(folder);
    const store = await create(fake, { longText });
    await store.upsert([
      { ...picture('a', 1), text },
      { ...picture('b', 2), text: 'short' },
    ]);
    expect((await store.get(['a', 'b'])).map((record) => record?.text)).toEqual([text, 'short']);
    const { hits } = await store.search({ vector: unitVector(64, 1), using: 'image', limit: 1 });
    expect(hits[0]?.text).toBe(text);
    await expect(open(fake).get(['a'])).rejects.toThrow('give longText as when they were written');
    const bare = await open(fake).get(['a'], { include: { text: false } });
    expect(bare[0]?.id).toBe('a');
    await rm(folder, { recursive: true });
    await expect(store.get(['a'])).rejects.toThrow('holds a text that longText does not have');
  });
});

describe('requests', () => {
  it('hold at most 2 MB and 1,000 records', async () => {
    const fake = await start();
    const embedder = { ...smallSpec().embedder, model: 'jinaai/jina-clip-v2', dimensions: 1024 };
    const vectors = { image: { modality: 'image' } } as const;
    const store = await create(fake, {}, { embedder, vectors });
    const image = unitVector(1024, 1);
    await store.upsert(
      Array.from({ length: 500 }, (_, i) => ({ id: `v${i}`, vectors: { image }, metadata: {} })),
    );
    const writes = fake.log.filter((line) => line.endsWith('/vectors/upsert')).length;
    expect(writes).toBeGreaterThan(2);
    expect(writes).toBeLessThan(6);
    const [back] = await store.get(['v499']);
    // Nine digits are enough: what is stored is what was given, bit by bit.
    expect(back?.vectors['image']).toEqual(image);
    await store.upsert(
      Array.from({ length: 1001 }, (_, i) => ({ id: `n${i}`, vectors: {}, metadata: {} })),
      { withoutVectors: true },
    );
    expect(await store.count()).toBe(1501);
  });

  it('are refused before they are sent where a filter does not fit into 2 MB', async () => {
    const fake = await start();
    const store = await create(fake);
    await store.upsert([picture('a', 1)]);
    const listOf = (bytes: number) =>
      Array.from({ length: bytes / 100 }, (_, i) => String(i).padStart(97, 'x')); // 97, two quotes, a comma
    const asking = (bytes: number): readonly (() => Promise<unknown>)[] => {
      const filter = { color: { $in: listOf(bytes) } };
      return [
        async () => await store.search({ vector: unitVector(64, 1), using: 'image', filter }),
        async () => await store.count({ filter }),
        async () => await store.scan({ filter })[Symbol.asyncIterator]().next(),
        async () => await store.remove({ filter }),
      ];
    };
    const before = fake.log.length;
    for (const ask of asking(2_000_000))
      await expect(ask()).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringMatching(
          /^filter: makes a request of 200\d{4} bytes, where Pinecone takes 2 MB; ask in several calls/,
        ),
        details: { field: 'filter' },
      });
    expect(fake.log.slice(before).filter((line) => line.includes('/data/'))).toEqual([]);
    for (const ask of asking(1_900_000)) await ask();
    expect(await store.count()).toBe(1);
  });

  it('are sent once: the caller decides by the error whether to try again', async () => {
    const fake = await start();
    const store = await create(fake);
    await store.count();
    const before = fake.log.length;
    fake.throttle(1, 7);
    await expect(store.count()).rejects.toMatchObject({
      code: 'store',
      details: { status: 429, retryAfterMs: 7000, retryable: true },
    });
    expect(fake.log.slice(before).filter((line) => line.includes('/data/'))).toHaveLength(1);
    expect(await store.count()).toBe(0);
  });

  it('go by your own client and its fetch, without its retries', async () => {
    const fake = await start();
    const proxy = await faultProxy({ target: fake.url });
    closing.push(proxy.close);
    let calls = 0;
    const client = new Pinecone({
      apiKey: 'mine',
      controllerHostUrl: proxy.url,
      maxRetries: 5,
      fetchApi: async (...given) => {
        calls += 1;
        return await fetch(...given);
      },
    });
    const store = pinecone({ client, collection: 'docs' });
    expect(await store.describe()).toBeUndefined();
    expect(calls).toBe(2); // the list, and by its name what is not in it
    proxy.inject({ fault: { kind: 'answer', acted: false, status: 500 }, times: 9 });
    await expect(store.describe()).rejects.toMatchObject({ details: { status: 500 } });
    expect(calls).toBe(3);
  });

  it('carry the headers that are given, beside those of your own client', async () => {
    const fake = await start();
    const seen = new Set<string>();
    const client = new Pinecone({
      apiKey: 'any',
      controllerHostUrl: fake.url,
      additionalHeaders: { 'x-theirs': 'client' },
      fetchApi: async (input, init) => {
        const sent = new Headers(init?.headers);
        const { pathname } = new URL(input instanceof Request ? input.url : input);
        const plane = pathname.startsWith('/indexes') ? 'control' : 'data';
        seen.add(`${plane} ${sent.get('x-mine')} ${sent.get('x-theirs')}`);
        return await fetch(input, init);
      },
    });
    const store = pinecone({ client, collection: 'docs', headers: { 'x-mine': 'option' } });
    await store.apply(await store.plan(smallSpec()));
    await store.upsert(pictures(1));
    expect([...seen].sort()).toEqual(['control option client', 'data option client']);
  });

  it('go without TLS to bare hosts where those of the controller do', async () => {
    const fake = await start();
    const bare: typeof fetch = async (...given) => {
      const answer = await fetch(...given);
      const text = (await answer.text()).replaceAll('"host":"http://', '"host":"');
      return new Response(text, { status: answer.status, headers: answer.headers });
    };
    const client = new Pinecone({ apiKey: 'any', controllerHostUrl: fake.url, fetchApi: bare });
    const hosts = new Set<string>();
    const indexHost = (host: string): string => {
      hosts.add(host);
      return host;
    };
    const store = pinecone({ client, collection: 'docs', indexHost });
    await store.apply(await store.plan(smallSpec()));
    await store.upsert(pictures(2));
    expect(await store.count()).toBe(2);
    expect([...hosts].every((host) => host.startsWith('http://'))).toBe(true);
    const { indexes = [] } = await client.indexes.list();
    expect(indexes.map(({ host }) => host.startsWith('http'))).toEqual([false, false]);
  });

  it('say which key was not accepted, without showing it', async () => {
    const fake = await start({ apiKey: 'right' });
    const store = open(fake, { apiKey: 'secret-wrong' });
    const failure = await store.describe().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'store', details: { status: 401, retryable: false } });
    expect(String(failure)).toContain('check the API key');
    expect(JSON.stringify(failure) + String(failure)).not.toContain('secret-wrong');
  });
});

describe('reading after writing', () => {
  it('sees nothing yet where it was asked not to wait', async () => {
    const fake = await start({ lagMs: 300 });
    const store = await create(fake, { readAfterWrite: false });
    expect(store.capabilities.readAfterWrite).toBe('eventual');
    await store.upsert(pictures(3));
    expect(await store.count()).toBe(0);
    await expect.poll(async () => await store.count(), { timeout: 5000 }).toBe(3);
  });

  it('gives up where a write is not seen in time, and names its ids', async () => {
    const fake = await start({ lagMs: 60_000 });
    const store = await create(fake, { waitMs: 60 });
    await expect(store.upsert(pictures(2))).rejects.toMatchObject({
      code: 'store',
      message: expect.stringContaining('was not seen by searches') as string,
      details: { unconfirmedIds: ['p0', 'p1'], retryable: true },
    });
  });

  it('does not wait where the service gives no numbers', async () => {
    const fake = await start({ sequenceNumbers: false });
    const store = await create(fake);
    await store.upsert(pictures(3));
    expect(await store.count()).toBe(3);
  });
});

it('lists the collections of a project, and nothing that others made', async () => {
  const fake = await start();
  await create(fake);
  const other = open(fake, { collection: 'more' });
  await other.apply(await other.plan(smallSpec({ name: 'more' })));
  const client = new Pinecone({ apiKey: 'any', controllerHostUrl: fake.url });
  await client.indexes.create({
    name: 'theirs',
    schema: { fields: { _values: { type: 'dense_vector', dimension: 3, metric: 'cosine' } } },
  });
  expect(await listCollections({ apiKey: 'any', controllerHost: fake.url })).toEqual([
    'docs',
    'more',
  ]);
});

it('counts, scans and removes more records than one search gives', async () => {
  const fake = await start();
  const vectors = { image_32: { modality: 'image', dimensions: 32 } } as const;
  const store = await create(fake, {}, { vectors });
  const image_32 = unitVector(32, 1);
  const many = 10_050;
  await store.upsert(
    Array.from({ length: many }, (_, i) => ({
      id: `r${String(i).padStart(5, '0')}`,
      vectors: { image_32 },
      metadata: { color: i < 10_020 ? 'red' : 'blue' },
    })),
  );
  expect(await store.count()).toBe(many);
  expect(await store.count({ filter: { color: 'red' } })).toBe(10_020);
  let scanned = 0;
  for await (const { records } of store.scan({ filter: { color: 'red' }, pageSize: 1000 }))
    scanned += records.length;
  expect(scanned).toBe(10_020);
  await store.remove({ filter: { color: 'red' } });
  expect(await store.count()).toBe(30);
}, 120_000);
