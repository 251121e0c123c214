import { afterAll, describe, expect, it } from 'vitest';
import { pineconeFake, type PineconeFake, type PineconeFakeOptions } from './pinecone-fake.ts';

const running: PineconeFake[] = [];
afterAll(async () => {
  for (const fake of running) await fake.close();
});

/** What is read of an answer. */
interface Body {
  readonly error?: { readonly code: string };
  readonly message?: string;
  readonly indexes?: readonly unknown[];
  readonly status?: { readonly ready: boolean; readonly state: string };
  readonly tags?: object;
  readonly vectors?: object;
  readonly matches?: readonly { readonly id: string }[];
  readonly namespaces?: readonly unknown[];
  readonly pagination?: { readonly next: string };
}

/** A fake with one index of three dimensions, and requests to it. */
async function start(options: PineconeFakeOptions = {}) {
  const fake = await pineconeFake({ quiet: true, ...options });
  running.push(fake);
  const headers = {
    'api-key': 'any',
    'x-pinecone-api-version': '2026-07',
    'content-type': 'application/json',
  };
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    changed: Record<string, string> = {},
  ) => {
    const response = await fetch(`${fake.url}${path}`, {
      method,
      headers: { ...headers, ...changed },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = text.startsWith('{') ? (JSON.parse(text) as Body) : undefined;
    return { status: response.status, headers: response.headers, text, json };
  };
  const index = {
    name: 'things',
    schema: { fields: { _values: { type: 'dense_vector', dimension: 3, metric: 'cosine' } } },
    deployment: { deployment_type: 'managed', cloud: 'aws', region: 'us-east-1' },
  };
  const create = async (changes: object = {}) =>
    await send('POST', '/indexes', { ...index, ...changes });
  await create();
  const data = async (path: string, body?: unknown) =>
    await send(body === undefined ? 'GET' : 'POST', `/data/things${path}`, body);
  const upsert = async (...vectors: object[]) => await data('/vectors/upsert', { vectors });
  return { fake, send, create, data, upsert };
}

const one = { id: 'a', values: [1, 0, 0] };

describe('the control plane', () => {
  it('describes, lists, configures and deletes indexes', async () => {
    const { fake, send } = await start();
    const made = await send('GET', '/indexes/things');
    expect(made.json).toMatchObject({
      name: 'things',
      host: `${fake.url}/data/things`,
      status: { ready: true, state: 'Ready' },
      tags: null,
      deletion_protection: 'disabled',
    });
    expect((await send('GET', '/indexes')).json?.indexes).toHaveLength(1);
    await send('PATCH', '/indexes/things', { tags: { a: '1', b: '2' } });
    const tagged = await send('PATCH', '/indexes/things', {
      tags: { a: '', c: '3' },
      deletion_protection: 'enabled',
    });
    expect(tagged.json?.tags).toEqual({ b: '2', c: '3' });
    const kept = await send('DELETE', '/indexes/things');
    expect([kept.status, kept.json?.error?.code]).toEqual([403, 'FORBIDDEN']);
    await send('PATCH', '/indexes/things', { deletion_protection: 'disabled' });
    expect([
      (await send('DELETE', '/indexes/things')).status,
      (await send('GET', '/indexes/things')).status,
    ]).toEqual([202, 404]);
  });

  it.each<[string, object]>([
    ['a name with capitals', { name: 'Things' }],
    ['a name with an underscore', { name: 'my_things' }],
    ['a name that ends with a hyphen', { name: 'things-' }],
    ['a name of 46 letters', { name: 'x'.repeat(46) }],
    [
      'too many dimensions',
      {
        schema: {
          fields: { _values: { type: 'dense_vector', dimension: 20_001, metric: 'cosine' } },
        },
      },
    ],
    [
      'two vectors',
      {
        schema: {
          fields: {
            a: { type: 'dense_vector', dimension: 3, metric: 'cosine' },
            b: { type: 'dense_vector', dimension: 2, metric: 'cosine' },
          },
        },
      },
    ],
    [
      'an unknown metric',
      { schema: { fields: { _values: { type: 'dense_vector', dimension: 3, metric: 'dot' } } } },
    ],
    ['pods', { deployment: { deployment_type: 'pod', environment: 'e', pod_type: 'p1.x1' } }],
    ['an unknown property', { dimension: 3 }],
    ['21 tags', { tags: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`t${i}`, 'x'])) }],
    ['a long tag', { tags: { a: 'x'.repeat(121) } }],
    ['a tag that is not ASCII', { tags: { a: 'ä' } }],
    ['a tag with a dot in its name', { tags: { 'a.b': 'x' } }],
  ])('refuses %s', async (_, changes) => {
    const { create } = await start();
    const { status, json } = await create({ name: 'other', ...changes });
    expect([status, json?.error?.code]).toEqual([400, 'INVALID_ARGUMENT']);
  });

  it('refuses a name that is taken', async () => {
    const { create } = await start();
    expect((await create()).status).toBe(409);
  });

  it('takes a while to make an index ready, and to delete it', async () => {
    let time = 0;
    const { send, upsert, create } = await start({
      readyAfterMs: 10,
      goneAfterMs: 10,
      now: () => time,
    });
    expect((await send('GET', '/indexes/things')).json?.status).toEqual({
      ready: false,
      state: 'Initializing',
    });
    expect((await upsert(one)).status).toBe(503);
    time = 10;
    expect((await upsert(one)).status).toBe(200);
    await send('DELETE', '/indexes/things');
    expect((await send('GET', '/indexes/things')).json?.status?.state).toBe('Terminating');
    expect([(await upsert(one)).status, (await create()).status]).toEqual([404, 409]);
    time = 20;
    expect([(await send('GET', '/indexes/things')).status, (await create()).status]).toEqual([
      404, 201,
    ]);
  });
});

describe('the door', () => {
  it('wants a key and the version of the interface', async () => {
    const { send } = await start({ apiKey: 'right' });
    const wrong = await send('GET', '/indexes');
    expect([wrong.status, wrong.text]).toEqual([401, 'Unauthorized']);
    expect((await send('GET', '/indexes', undefined, { 'api-key': 'right' })).status).toBe(200);
    const old = { 'api-key': 'right', 'x-pinecone-api-version': '2025-01' };
    expect((await send('GET', '/indexes', undefined, old)).status).toBe(400);
  });

  it('says that it is a fake with every answer, and once when it starts', async () => {
    const { send } = await start();
    expect((await send('GET', '/indexes')).headers.get('x-nestvec-fake')).toBe('pinecone');
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    running.push(await pineconeFake());
    expect(await warned).toMatchObject({
      code: 'NESTVEC_FAKE',
      message: expect.stringContaining('is a fake of Pinecone'),
    });
  });

  it('refuses the next requests with 429 when it is asked to', async () => {
    const { fake, send } = await start();
    fake.throttle(1, 3);
    const refused = await send('GET', '/indexes');
    expect([refused.status, refused.headers.get('retry-after'), refused.text]).toEqual([
      429,
      '3',
      'Too Many Requests',
    ]);
    expect((await send('GET', '/indexes')).status).toBe(200);
  });

  it('refuses a URL that is too long, a body that is not JSON, and operations that it does not know', async () => {
    const { send, data } = await start();
    expect((await data(`/vectors/fetch?ids=${'x'.repeat(9000)}`)).status).toBe(414);
    expect((await send('POST', '/data/things/query', '{')).status).toBe(400);
    expect(
      (await send('POST', '/data/things/query', {}, { 'content-type': 'text/plain' })).status,
    ).toBe(400);
    expect((await data('/vectors/nope', {})).status).toBe(404);
    expect((await data('/vectors/update', { id: 'a', setMetadata: { a: 1 } })).status).toBe(501);
    expect((await send('GET', '/data/other/vectors/list')).status).toBe(404);
  });
});

describe('records', () => {
  it.each<[string, object]>([
    ['an empty id', { id: '', values: [1, 0, 0] }],
    ['an id of 513 letters', { id: 'x'.repeat(513), values: [1, 0, 0] }],
    ['an id beyond ASCII', { id: 'ä', values: [1, 0, 0] }],
    ['an id with NUL', { id: 'a\0', values: [1, 0, 0] }],
    ['a vector of another length', { id: 'a', values: [1, 0] }],
    ['zeros', { id: 'a', values: [0, 0, 0] }],
    ['numbers as small as zero', { id: 'a', values: [1e-9, 0, 0] }],
    ['no values', { id: 'a' }],
    ['null in metadata', { ...one, metadata: { a: null } }],
    ['nested metadata', { ...one, metadata: { a: { b: 1 } } }],
    ['a list of numbers', { ...one, metadata: { a: [1] } }],
    ['a key that begins with $', { ...one, metadata: { $a: 1 } }],
    ['more than 40 KB of metadata', { ...one, metadata: { a: 'x'.repeat(40_000) } }],
    ['an unknown property', { ...one, score: 1 }],
  ])('refuses %s, and the whole request with it', async (_, vector) => {
    const { upsert, data } = await start();
    expect((await upsert({ id: 'good', values: [1, 0, 0] }, vector)).status).toBe(400);
    expect((await data('/vectors/list')).json?.vectors).toEqual([]);
  });

  it('refuses more than 1,000 records, and more than 2 MB', async () => {
    const { upsert } = await start();
    const many = (count: number, metadata: object) =>
      Array.from({ length: count }, (_, i) => ({ id: `r${i}`, values: [1, 0, 0], metadata }));
    expect((await upsert(...many(1000, {}))).status).toBe(200);
    expect((await upsert(...many(1001, {}))).status).toBe(400);
    const large = await upsert(...many(60, { a: 'x'.repeat(35_000) }));
    expect([large.status, large.json?.message]).toEqual([
      400,
      expect.stringMatching(/message length too large: found \d+ bytes/),
    ]);
  });

  it('are replaced whole, found by their cosine, fetched, listed in order and deleted', async () => {
    const { upsert, data } = await start();
    await upsert(
      { ...one, metadata: { color: 'red', tags: ['x', 'y'] } },
      { id: 'b', values: [3, 4, 0] },
      { id: 'c', values: [-1, 0, 0] },
    );
    await upsert({ id: 'c', values: [0, 0, 2] });
    const found = await data('/query', {
      vector: [2, 0, 0],
      topK: 5,
      includeMetadata: true,
      includeValues: true,
    });
    expect(found.json?.matches).toEqual([
      { id: 'a', values: [1, 0, 0], metadata: { color: 'red', tags: ['x', 'y'] }, score: 1 },
      { id: 'b', values: [3, 4, 0], metadata: {}, score: Math.fround(0.6) },
      { id: 'c', values: [0, 0, 2], metadata: {}, score: 0 },
    ]);
    const bare = await data('/query', { id: 'b', topK: 1 });
    expect(bare.json?.matches).toEqual([{ id: 'b', values: [], score: 1 }]);
    const fetched = await data('/vectors/fetch?ids=a&ids=nope&ids=c');
    expect(Object.keys(fetched.json?.vectors ?? {})).toEqual(['a', 'c']);
    const page = await data('/vectors/list?limit=2');
    expect(page.json?.vectors).toEqual([{ id: 'a' }, { id: 'b' }]);
    const token = encodeURIComponent(page.json?.pagination?.next ?? '');
    const rest = await data(`/vectors/list?limit=2&paginationToken=${token}`);
    expect([rest.json?.vectors, rest.json?.pagination]).toEqual([[{ id: 'c' }], undefined]);
    await data('/vectors/delete', { ids: ['a', 'nope'] });
    await data('/vectors/delete', { filter: { color: { $exists: false } } });
    expect((await data('/describe_index_stats', {})).json).toMatchObject({
      totalVectorCount: 0,
      dimension: 3,
    });
  });

  it('of one namespace are not seen in another, and removing from one that is not there is an error', async () => {
    const { data } = await start();
    await data('/vectors/upsert', { vectors: [one], namespace: 'n' });
    expect((await data('/vectors/list')).json?.vectors).toEqual([]);
    expect((await data('/vectors/list?namespace=n')).json?.vectors).toEqual([{ id: 'a' }]);
    expect((await data('/namespaces')).json?.namespaces).toEqual([
      { name: 'n', record_count: '1' },
    ]);
    expect((await data('/vectors/delete', { deleteAll: true, namespace: 'm' })).status).toBe(404);
    expect((await data('/vectors/delete', { deleteAll: true, namespace: 'n' })).status).toBe(200);
    expect(
      (await data('/vectors/delete', { deleteAll: true, ids: ['a'], namespace: 'n' })).status,
    ).toBe(400);
  });

  it('are seen after the lag, in the order of writing, and the numbers say when', async () => {
    let time = 0;
    let lagMs = 20;
    const { upsert, data } = await start({ now: () => time, lagMs: () => lagMs });
    const first = await upsert(one);
    lagMs = 5;
    const second = await upsert({ id: 'b', values: [0, 1, 0] });
    expect([first, second].map(({ headers }) => headers.get('x-pinecone-request-lsn'))).toEqual([
      '1',
      '2',
    ]);
    const look = async () => {
      const { json, headers } = await data('/query', { vector: [1, 1, 1], topK: 9 });
      const ids = (json?.matches ?? []).map(({ id }) => id).sort();
      return [ids.join(), headers.get('x-pinecone-max-indexed-lsn')];
    };
    expect(await look()).toEqual(['', '0']);
    time = 19;
    expect(await look()).toEqual(['', '0']);
    expect((await data('/vectors/fetch?ids=b')).json?.vectors).toEqual({});
    time = 20;
    expect(await look()).toEqual(['a,b', '2']);
  });

  it('of pods are not listed and not counted by numbers', async () => {
    const { fake, send } = await start();
    fake.addPodIndex({ name: 'old', dimension: 3, metric: 'dotproduct' });
    const post = async (path: string, body: object) => await send('POST', `/data/old${path}`, body);
    const written = await post('/vectors/upsert', { vectors: [{ id: 'a', values: [2, 0, 0] }] });
    expect([written.status, written.headers.get('x-pinecone-request-lsn')]).toEqual([200, null]);
    expect((await post('/query', { vector: [3, 0, 0], topK: 1 })).json?.matches).toEqual([
      { id: 'a', values: [], score: 6 },
    ]);
    expect((await send('GET', '/data/old/vectors/list')).status).toBe(400);
  });
});

describe('queries', () => {
  it.each<[string, object]>([
    ['no topK', { vector: [1, 0, 0] }],
    ['a topK of 0', { vector: [1, 0, 0], topK: 0 }],
    ['a topK beyond 10,000', { vector: [1, 0, 0], topK: 10_001 }],
    ['neither vector nor id', { topK: 1 }],
    ['both vector and id', { topK: 1, id: 'a', vector: [1, 0, 0] }],
    ['a vector of another length', { topK: 1, vector: [1, 0] }],
    ['an unknown property', { topK: 1, vector: [1, 0, 0], limit: 3 }],
  ])('with %s are refused', async (_, query) => {
    const { data } = await start();
    expect((await data('/query', query)).status).toBe(400);
  });

  it('whose answer has more than 4 MB are refused', async () => {
    const { data, upsert } = await start();
    for (let batch = 0; batch < 3; batch++) {
      const metadata = { a: 'x'.repeat(35_000) };
      await upsert(
        ...Array.from({ length: 50 }, (_, i) => ({
          id: `r${batch}-${i}`,
          values: [1, 0, 0],
          metadata,
        })),
      );
    }
    const query = { vector: [1, 0, 0], topK: 150 };
    expect((await data('/query', { ...query, includeMetadata: true })).status).toBe(400);
    expect((await data('/query', query)).status).toBe(200);
  });
});
