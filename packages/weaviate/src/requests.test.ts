import { encodeMemory } from '@nestvec/core/store';
import { afterEach, describe, expect, it } from 'vitest';
import { httpServer } from './__fixtures__/http-server.ts';
import { smallSpec } from './__fixtures__/spec.ts';
import { listCollections } from './list.ts';
import { classConfig } from './schema.ts';
import { createSession } from './session.ts';
import { resolveOptions } from './options.ts';
import { weaviate } from './store.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

const memory = { spec: smallSpec({ name: 'docs' }), incomplete: [] };

async function serve() {
  const server = await httpServer(({ path }) => ({
    body: JSON.stringify(
      path === '/v1/schema'
        ? { classes: [{ class: 'Other' }, { class: 'X', description: encodeMemory(memory) }] }
        : { class: 'X', ...classConfig(memory, {}) },
    ),
  }));
  opened.push(server.close);
  return server;
}

describe('requests of a store', () => {
  it('ask for the description once for reads within a moment, and every time for writes', async () => {
    const { url, received } = await serve();
    const session = createSession(resolveOptions({ url, collection: 'docs' }));
    for (let i = 0; i < 4; i++) await session.recall('search', undefined);
    expect(received).toHaveLength(1);
    await session.open('upsert', undefined);
    await session.open('upsert', undefined);
    expect(received).toHaveLength(3);
  });

  it('list the collections by their own names, with the key and the headers that are given', async () => {
    const { url, received } = await serve();
    const headers = { 'x-proxy': 'yes' };
    expect(await listCollections({ url, apiKey: 'k', headers })).toEqual(['Other', 'docs']);
    expect(received[0]?.headers).toMatchObject({ authorization: 'Bearer k', 'x-proxy': 'yes' });
  });
});

describe('a key with a line break', () => {
  it.each([
    ['in the middle', { apiKey: 'SECRET\nKEY' }],
    ['at the end', { apiKey: 'SECRETKEY\n' }],
    ['in a header', { headers: { 'x-key': 'SECRETKEY\n' } }],
  ])('%s is refused, and not repeated', (_, options) => {
    const open = () => weaviate({ url: 'http://localhost', collection: 'docs', ...options });
    expect(open).toThrow(/^weaviate\.(apiKey|headers\.x-key): /);
    expect(open).not.toThrow(/SECRET/);
  });
});
