import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpServer } from './__fixtures__/http-server.ts';
import { errors } from './errors.ts';
import { restApi } from './rest.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

async function serve(answer: Parameters<typeof httpServer>[0], largeIds = false) {
  const server = await httpServer(answer);
  opened.push(server.close);
  const api = restApi({ base: server.url, apiKey: 'key', timeoutMs: 2000, largeIds });
  return { api, received: server.received };
}

const attempt = { collection: 'docs', operation: 'upsert', ids: ['a', 'b'] };
const point = { id: 'x', vector: { image: Float32Array.of(0.5, -1e-7) }, payload: { _id: 'ü' } };

describe('restApi', () => {
  it('waits with every write, sends the key, and writes vectors with nine digits', async () => {
    const { api, received } = await serve(() => ({ body: '{"result":true,"status":"ok"}' }));
    await api.upsert('do cs', { points: [point], wait: true });
    await api.updateVectors('docs', { points: [point], wait: true });
    await api.delete('docs', { points: ['x'], wait: true });
    await api.createPayloadIndex('docs', {
      field_name: 'a',
      field_schema: { type: 'float' },
      wait: true,
    });
    await api.createVectorName('docs', 'a', { dense: {} }, { wait: true });
    await api.batchUpdate('docs', { operations: [], wait: true });
    expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT /collections/do%20cs/points?wait=true',
      'PUT /collections/docs/points/vectors?wait=true',
      'POST /collections/docs/points/delete?wait=true',
      'PUT /collections/docs/index?wait=true',
      'PUT /collections/docs/vectors/a?wait=true',
      'POST /collections/docs/points/batch?wait=true',
    ]);
    expect(received.every(({ headers }) => headers['api-key'] === 'key')).toBe(true);
    expect(received.every(({ headers }) => headers['accept-encoding'] === 'identity')).toBe(true);
    expect(received[0]?.body).toBe(
      '{"points":[{"id":"x","vector":{"image":[0.500000000,-1.00000001e-7]},"payload":{"_id":"ü"}}]}',
    );
    expect(received[2]?.body).toBe('{"points":["x"]}');
  });

  it('reads how long the server asks to wait, every digit of it', async () => {
    const { api } = await serve(() => ({
      status: 429,
      headers: { 'retry-after': '60' },
      body: '{"status":{"error":"Rate limiting exceeded"}}',
    }));
    const error = await api.count('docs', { exact: true }).catch((cause: unknown) => cause);
    expect(errors.toStoreError(error, attempt)).toMatchObject({
      message: 'qdrant: upsert of 2 records into "docs" failed (429): Rate limiting exceeded',
      details: { status: 429, retryAfterMs: 60_000, retryable: true, unconfirmedIds: ['a', 'b'] },
    });
  });

  it('T18: a batch beyond the limiter’s capacity is not worth another try', async () => {
    const { api } = await serve(() => ({
      status: 429,
      body: '{"status":{"error":"request larger than rate limiter capacity"}}',
    }));
    const error = await api.count('docs', { exact: true }).catch((cause: unknown) => cause);
    expect(errors.toStoreError(error, attempt)).toMatchObject({ details: { retryable: false } });
    expect(errors.toStoreError(error, attempt).message).toContain('batchRecords');
  });

  it.each([
    ['an empty 200', { body: '' }, undefined, true],
    ['a page of a proxy with 200', { body: '<html>log in</html>' }, undefined, true],
    ['JSON of somebody else', { body: '[1]' }, undefined, true],
    ['a page with 502', { status: 502, body: '<html>bad</html>' }, 502, true],
    ['a refusal', { status: 400, body: '{"status":{"error":"no"}}' }, 400, false],
    ['a wrong key', { status: 401, body: 'Invalid API key' }, 401, false],
  ])('takes %s for a failure', async (_, answer, status, retryable) => {
    const { api } = await serve(() => answer);
    const error = await api.getCollection('docs').catch((cause: unknown) => cause);
    const { code, details } = errors.toStoreError(error, attempt);
    expect(code).toBe('store');
    expect(details).toMatchObject({ retryable, ...(status === undefined ? {} : { status }) });
  });

  it('takes a 404 for a missing collection, but not one of a missing point', async () => {
    const texts = [
      "Not found: Collection `docs` doesn't exist!",
      'Not found: No point with id 7 found',
    ];
    const { api } = await serve(() => ({
      status: 404,
      body: JSON.stringify({ status: { error: texts.shift() } }),
    }));
    const fail = async () =>
      errors.toStoreError(await api.getCollection('docs').catch((cause: unknown) => cause), attempt)
        .code;
    expect(await fail()).toBe('not-found');
    expect(await fail()).toBe('store');
  });

  it('says what to do where nothing listens', async () => {
    const api = restApi({
      base: 'http://127.0.0.1:1',
      apiKey: undefined,
      timeoutMs: 2000,
      largeIds: false,
    });
    const error = await api.getCollection('docs').catch((cause: unknown) => cause);
    const failure = errors.toStoreError(error, attempt);
    expect(failure.message).toMatch(/ECONNREFUSED|bad port/);
    expect(failure).toMatchObject({ code: 'store' });
  });

  it('gives up after its time, which is worth another try', async () => {
    const server = createServer(() => {}); // takes requests and never answers
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const { port } = server.address() as AddressInfo;
    const base = `http://127.0.0.1:${port}`;
    const api = restApi({ base, apiKey: undefined, timeoutMs: 50, largeIds: false });
    const error = await api.getCollection('docs').catch((cause: unknown) => cause);
    expect(errors.toStoreError(error, attempt)).toMatchObject({
      code: 'store',
      details: { retryable: true, unconfirmedIds: ['a', 'b'] },
    });
  });

  it('keeps every digit of integer ids that are not ours', async () => {
    const answer = { body: '{"result":{"points":[{"id":9007199254740993,"payload":{"n":1.5}}]}}' };
    const { api, received } = await serve(() => answer, true);
    const result = await api.scroll('docs', {
      limit: 1,
      offset: 2n ** 64n - 1n,
      with_payload: true,
      with_vector: false,
    });
    expect(result).toEqual({ points: [{ id: 9007199254740993n, payload: { n: 1.5 } }] });
    expect(received[0]?.body).toContain('"offset":18446744073709551615');
  });
});
