import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndex, type VectorIndex } from '@nestvec/core';
import { createServer, hashKey, type ServerKey } from '@nestvec/server';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Answer, clients, type OpenClient, type TestClient } from './__fixtures__/clients.ts';
import { createMcp } from './create-mcp.ts';

const origin = 'http://127.0.0.1:8484';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nestvec-served-'));
  const red = sharp({ create: { width: 40, height: 40, channels: 3, background: '#f00' } });
  await red.toFile(join(folder, 'red.png'));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

async function openIndex(collection: string, tenants: boolean): Promise<VectorIndex> {
  const index = await createIndex({
    embedder: fakeEmbedder(),
    store: memoryStore({ collection }),
    fields: { lang: 'string', cost: 'number' },
    tenants,
  });
  await index.create();
  const items = ['a', 'b'].map((id, i) => ({
    id,
    text: `text of ${id}`,
    metadata: { lang: ['en', 'de'][i] ?? '', cost: 41 + i },
  }));
  const image = { id: 'red', image: join(folder, 'red.png'), metadata: { lang: 'en' } };
  if (!tenants) await index.ingest([...items, image]);
  else {
    await index.tenant('acme').ingest(items.slice(0, 1));
    await index.tenant('other').ingest(items.slice(1));
  }
  return index;
}

/** A key of that name, and what it opens. */
function key(name: string, more: Partial<ServerKey> = {}): ServerKey {
  return { hash: hashKey(secretOf(name)), name, access: 'read', indexes: ['docs'], ...more };
}

function secretOf(name: string): string {
  return `the-secret-of-${name}-0123`;
}

/** A server with agents, and what opens a client of it with a key. */
async function served(
  { writes = true, tenants = false }: { readonly writes?: boolean; readonly tenants?: boolean },
  keys: readonly ServerKey[],
) {
  const index = await openIndex('docs', tenants);
  const mcp = createMcp();
  const server = createServer({
    indexes: { docs: index },
    publicIndexes: tenants ? {} : { docs: { fields: ['lang'] } },
    imageRoots: [folder],
    mcp,
    mcpWrites: writes,
    keys,
  });
  await server.ready();
  onTestFinished(async () => await server.close());
  const connect = async (open: OpenClient, name?: string): Promise<TestClient> => {
    const client = await open(
      {
        ...mcp,
        async fetch(request) {
          if (name !== undefined) request.headers.set('authorization', `Bearer ${secretOf(name)}`);
          return await server.fetch(
            new Request(request.url.replace('http://127.0.0.1', origin), request),
          );
        },
      },
      { indexes: {} }, // the server's own, by the key
    );
    onTestFinished(async () => await client.close());
    return client;
  };
  return { index, server, connect };
}

const idsIn = ({ structuredContent }: Answer, part = 'hits'): readonly string[] =>
  ((structuredContent?.[part] ?? []) as { id: string }[]).map(({ id }) => id).toSorted(); // as the tools' schemas say

const names = async (client: TestClient) => (await client.tools()).map(({ name }) => name);

describe.each(Object.entries(clients))('by %s', (_, open) => {
  it('shows what the key shows, by its filter and fields, and links images to this server', async () => {
    const { connect } = await served({}, [
      key('all'),
      key('some', { filter: { lang: 'en' }, fields: ['lang'] }),
    ]);
    const all = await connect(open, 'all');
    expect(await names(all)).toEqual(['search', 'retrieve', 'get', 'describe', 'count']);
    const found = await all.call('search', { query: 'text' });
    expect(idsIn(found)).toEqual(['a', 'b', 'red']);
    expect(JSON.stringify(found)).toContain(`${origin}/image/docs/red`);
    expect(JSON.stringify(found)).not.toContain(folder);
    const some = await connect(open, 'some');
    expect(idsIn(await some.call('search', { query: 'text' }))).toEqual(['a', 'red']);
    const got = await some.call('get', { ids: ['a', 'b'] });
    expect(got.structuredContent).toMatchObject({
      records: [{ id: 'a', metadata: { lang: 'en' } }],
      missing: ['b'],
    });
    expect(JSON.stringify(got)).not.toMatch(/:41|text of/);
    const hidden = await some
      .call('count', { filter: { cost: { $gt: 1 } } })
      .catch((error: unknown) => error);
    expect(hidden instanceof Error || (hidden as Answer).isError).toBe(true);
    expect((await some.call('count', {})).structuredContent).toMatchObject({ count: 2 });
  });

  it('keeps a key to its tenant, also when it writes', async () => {
    const { connect, index } = await served({ tenants: true }, [
      key('acme', { access: 'write', tenant: 'acme' }),
    ]);
    const client = await connect(open, 'acme');
    expect(idsIn(await client.call('search', { query: 'text' }))).toEqual(['a']);
    const written = await client.call('ingest', { items: [{ id: 'new', text: 'a new text' }] });
    expect(written.structuredContent).toMatchObject({ written: 1, failed: [] });
    const removed = await client.call('remove', { ids: ['a', 'b'] });
    expect(removed.structuredContent).toMatchObject({ removed: ['a'], missing: ['b'] });
    expect(await index.tenant('acme').store.count()).toBe(1);
    expect(await index.tenant('other').store.count()).toBe(1);
  });

  it('lets only a key write that is for it and sees all, and only where that is allowed', async () => {
    const keys = [
      key('reader'),
      key('writer', { access: 'write' }),
      key('filtered', { access: 'write', filter: { lang: 'en' } }),
      key('narrow', { access: 'write', fields: ['lang'] }),
    ];
    const allowed = await served({}, keys);
    for (const name of ['reader', 'filtered', 'narrow', undefined])
      expect(await names(await allowed.connect(open, name)), name).not.toContain('ingest');
    expect(await names(await allowed.connect(open, 'writer'))).toContain('ingest');
    const forbidden = await served({ writes: false }, keys);
    expect(await names(await forbidden.connect(open, 'writer'))).not.toContain('ingest');
  });
});

it('counts by no field that an index hides, though another index of the same client shows it', async () => {
  const [hides, shows] = [await openIndex('hides', false), await openIndex('shows', false)];
  const server = createServer({
    indexes: { hides, shows },
    publicIndexes: { hides: { fields: ['lang'] }, shows: { fields: ['lang', 'cost'] } },
    mcp: createMcp(),
  });
  await server.ready();
  onTestFinished(async () => await server.close());
  const count = async (index: string): Promise<string> => {
    const params = { name: 'count', arguments: { index, filter: { cost: { $gt: 41 } } } };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    };
    const request = new Request(`${origin}/mcp`, { method: 'POST', body, headers });
    return await (await server.fetch(request)).text();
  };
  expect(await count('shows')).toContain('"count":1');
  expect(await count('hides')).toMatch(/not a declared field/);
});

it('refuses keys that it does not know, keys to embed, other hosts, other types and other methods', async () => {
  const { server } = await served({}, [
    key('all'),
    key('embedder', { access: 'embed', indexes: undefined }),
  ]);
  const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
  const ask = async (headers: Record<string, string>, init: RequestInit = {}, at = origin) => {
    const all = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    };
    const request = new Request(`${at}/mcp`, {
      method: 'POST',
      body: message,
      headers: all,
      ...init,
    });
    return (await server.fetch(request)).status;
  };
  expect(await ask({})).toBe(200); // what is public
  expect(await ask({ authorization: `Bearer ${secretOf('all')}` })).toBe(200);
  expect(await ask({ authorization: `Bearer ${secretOf('embedder')}` })).toBe(403);
  expect(await ask({ authorization: 'Bearer of-no-one-here-0123' })).toBe(401);
  expect(await ask({ 'content-type': 'text/plain' })).toBe(415);
  expect(await ask({ origin: 'https://evil.example' })).toBe(403);
  expect(await ask({}, {}, 'http://evil.example')).toBeGreaterThanOrEqual(400);
  expect(await ask({}, { method: 'GET', body: null })).toBe(405);
  expect(await ask({}, { method: 'DELETE', body: null })).toBe(405);
});

it('answers a batch of an older client, and refuses one of more messages than a screen has requests', async () => {
  const { server } = await served({}, []);
  const ask = async (messages: number) => {
    const call = { name: 'search', arguments: { index: 'docs', query: 'text of a' } };
    const batch = Array.from({ length: messages }, (_, id) => ({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: call,
    }));
    const answer = await server.fetch(
      new Request(`${origin}/mcp`, {
        method: 'POST',
        body: JSON.stringify(batch),
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2025-03-26',
        },
      }),
    );
    return { status: answer.status, body: await answer.text() };
  };
  const most = await ask(32);
  expect(most.body.match(/"structuredContent"/g)).toHaveLength(32);
  const over = await ask(33);
  expect(over.status).toBe(400);
  expect(over.body).toContain('must be a message, or a list of at most 32');
});

it('ends a subscription at once, so that no stream stays open', async () => {
  const { server } = await served({}, []);
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'subscriptions/listen',
    params: {
      notifications: { toolsListChanged: true },
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'subscriptions/listen',
  };
  const answer = await server.fetch(
    new Request(`${origin}/mcp`, { method: 'POST', body, headers }),
  );
  expect(await answer.text()).toMatch(/error/i);
});
