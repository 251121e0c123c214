import { QdrantClient } from '@qdrant/js-client-rest';
import { afterEach, describe, expect, it } from 'vitest';
import { httpServer } from './__fixtures__/http-server.ts';
import { fromClient } from './client.ts';
import { errors } from './errors.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

async function serve(...given: Parameters<typeof httpServer>) {
  const server = await httpServer(...given);
  opened.push(server.close);
  const client = new QdrantClient({ url: server.url, checkCompatibility: false });
  return { api: fromClient(client), received: server.received };
}

const attempt = { collection: 'docs', operation: 'count' };

describe('fromClient', () => {
  it('gives the official client numbers, since a Float32Array would become an object', async () => {
    const { api, received } = await serve(() => ({
      body: '{"result":{"status":"completed"}}',
      headers: { 'content-type': 'application/json' },
    }));
    const point = { id: 'x', vector: { a: Float32Array.of(0.5, 0.1) }, payload: { _id: 'x' } };
    await api.upsert('docs', { points: [point], wait: true });
    await api.updateVectors('docs', { points: [point], wait: true });
    const bodies = received.map(
      ({ body }) => JSON.parse(body) as { points: { vector: unknown }[] },
    );
    for (const { points } of bodies)
      expect(points[0]?.vector).toEqual({ a: [0.5, Math.fround(0.1)] });
    expect(received.every(({ path }) => path.includes('wait=true'))).toBe(true);
  });

  it.each([
    [400, 'Wrong input', false],
    [404, 'Not found: No point with id 7 found', false],
    [500, 'broken', true],
    [503, 'no shard', true],
  ])('reads the status and the words of an error %d', async (status, reason, retryable) => {
    const { api } = await serve(() => ({
      status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ status: { error: reason } }),
    }));
    const error = await api.count('docs', { exact: true }).catch((cause: unknown) => cause);
    expect(errors.toStoreError(error, attempt)).toMatchObject({
      message: expect.stringContaining(`(${status}): ${reason}`),
      details: { status, retryable },
    });
  });

  it('reads a 429, and does not trust the client’s number for how long to wait', async () => {
    const { api } = await serve(() => ({
      status: 429,
      headers: { 'retry-after': '60', 'content-type': 'application/json' },
      body: '{"status":{"error":"slow down"}}',
    }));
    const error = await api.count('docs', { exact: true }).catch((cause: unknown) => cause);
    const { details } = errors.toStoreError(error, attempt);
    expect(details).toMatchObject({ status: 429, retryable: true });
    expect(details).not.toHaveProperty('retryAfterMs');
  });

  it.each([
    ['an empty 200', ''],
    ['a page', '<html></html>'],
  ])('takes %s for a failure', async (_, body) => {
    const { api } = await serve(() => ({ body }));
    const error = await api.count('docs', { exact: true }).catch((cause: unknown) => cause);
    expect(errors.toStoreError(error, attempt)).toMatchObject({
      code: 'store',
      details: { retryable: true },
    });
  });

  it('takes a broken connection for worth another try', async () => {
    const client = new QdrantClient({ host: '127.0.0.1', port: 9, checkCompatibility: false });
    const error = await fromClient(client)
      .getCollection('docs')
      .catch((cause: unknown) => cause);
    expect(errors.toStoreError(error, attempt)).toMatchObject({ details: { retryable: true } });
  });
});
