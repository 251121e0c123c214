import { afterEach, describe, expect, it } from 'vitest';
import { httpServer } from './__fixtures__/http-server.ts';
import { errors } from './errors.ts';
import { restApi } from './rest.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

async function serve(answer: Parameters<typeof httpServer>[0]) {
  const server = await httpServer(answer);
  opened.push(server.close);
  const headers = { 'x-jinaai-api-key': 'other', authorization: 'Bearer key' };
  const api = restApi({ base: server.url, headers, timeoutMs: 2000 });
  return { api, received: server.received };
}

const attempt = { collection: 'docs', operation: 'upsert', ids: ['a', 'b'] };
const place = { class: 'Docs', tenant: 't', consistency: 'ALL' } as const;

describe('restApi', () => {
  it('sends the key and the headers, and changes a class by writing all of it', async () => {
    const raw = { class: 'Docs', vectorConfig: { a: { vectorIndexConfig: { ef: 1 } } }, other: 5 };
    const { api, received } = await serve(() => ({ body: JSON.stringify(raw) }));
    await api.setDescription('Docs', 'new');
    await api.setVectorIndex('Docs', 'a', {
      vectorizer: {},
      vectorIndexType: 'hnsw',
      vectorIndexConfig: { rq: { enabled: true } },
    });
    expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/schema/Docs',
      'PUT /v1/schema/Docs',
      'GET /v1/schema/Docs',
      'PUT /v1/schema/Docs',
    ]);
    expect(JSON.parse(received[1]?.body ?? '')).toEqual({ ...raw, description: 'new' });
    expect(JSON.parse(received[3]?.body ?? '')).toMatchObject({
      vectorConfig: { a: { vectorIndexConfig: { ef: 1, rq: { enabled: true } } } },
    });
    expect(received[0]?.headers).toMatchObject({
      authorization: 'Bearer key',
      'x-jinaai-api-key': 'other',
    });
  });

  it('changes vectors of one object, and says where it is not there', async () => {
    const { api, received } = await serve(({ path }) => ({
      status: path.includes('gone') ? 404 : 204,
      body: '',
    }));
    const vectors = { '': Float32Array.of(1), a: Float32Array.of(0.5) };
    expect(await api.setVectors(place, 'x', vectors)).toBe(true);
    expect(await api.setVectors(place, 'gone', vectors)).toBe(false);
    expect(received[0]).toMatchObject({
      method: 'PATCH',
      path: '/v1/objects/Docs/x?consistency_level=ALL',
      body: '{"class":"Docs","id":"x","tenant":"t","vector":[1],"vectors":{"a":[0.5]}}',
    });
  });

  it.each([
    [200, '<html>', 'not one of Weaviate'],
    [200, '', '200 and nothing more'],
  ])('does not take %d with %j for an answer', async (status, body, problem) => {
    const { api } = await serve(() => ({ status, body }));
    await expect(api.getClass('Docs')).rejects.toThrow(problem);
    await expect(api.createClass({})).rejects.toThrow(problem);
    await expect(api.setVectors(place, 'x', {})).rejects.toThrow('answered by 204');
  });

  it('reads the server’s words, and how long it asks to wait', async () => {
    const { api } = await serve(() => ({
      status: 429,
      headers: { 'retry-after': '60' },
      body: '{"error":[{"message":"too many requests"}]}',
    }));
    const error = await api.meta().catch((cause: unknown) => cause);
    expect(errors.toStoreError(error, attempt)).toMatchObject({
      message: 'weaviate: upsert of 2 records into "docs" failed (429): too many requests',
      details: { status: 429, retryAfterMs: 60_000, retryable: true, unconfirmedIds: ['a', 'b'] },
    });
  });

  it.each([
    [401, 'check apiKey', false],
    [422, 'bad', false],
    [503, 'later', true],
  ])('reads %d', async (status, words, retryable) => {
    const { api } = await serve(() => ({ status, body: `{"error":[{"message":"${words}"}]}` }));
    const error = await api.meta().catch((cause: unknown) => cause);
    expect(errors.toStoreError(error, attempt)).toMatchObject({
      message: expect.stringContaining(words),
      details: { status, retryable },
    });
  });

  it('says where nothing answers', async () => {
    const { api } = await serve(() => ({ body: '' }));
    for (const close of opened.splice(0)) await close();
    const error = await api.meta().catch((cause: unknown) => cause);
    expect(errors.toStoreError(error, attempt)).toMatchObject({
      message: expect.stringContaining('Weaviate’s own is 8080, and 50051 for gRPC'),
      details: { retryable: true },
    });
  });
});
