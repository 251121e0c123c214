import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { type RealServer, realServer } from '@nestvec/testkit/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { nestvec } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
});
afterEach(() => at.remove());

async function ingest(
  collection: string,
  lines: readonly object[],
  place: readonly string[] = [],
): Promise<void> {
  await at.write('items.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'));
  const args = ['ingest', 'items.jsonl', '-c', collection, '--fields', 'lang:string', ...place];
  const { code, stderr } = await nestvec(args, { cwd: at.folder });
  expect([code, stderr]).toEqual([0, expect.anything()]);
}

/** Runs the program as a host does, and gives its client to `use`. */
async function asHost(
  args: readonly string[],
  use: (client: Client) => Promise<void>,
): Promise<void> {
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bin, 'mcp', ...args],
    cwd: at.folder,
    env: { HOME: at.folder, PATH: process.env['PATH'] ?? '' },
    stderr: 'ignore',
  });
  await client.connect(transport);
  try {
    await use(client);
  } finally {
    await client.close();
  }
}

it(
  'serves the named collections to a host over stdio, and writes nothing',
  { timeout: 120_000 },
  async () => {
    await ingest('fruit', [{ id: 'banana', text: 'banana', metadata: { lang: 'en' } }]);
    await ingest('music', [{ id: 'violin', text: 'violin', metadata: { lang: 'en' } }]);
    await ingest('private', [{ id: 'diary', text: 'diary', metadata: { lang: 'en' } }]);
    await asHost(['fruit', 'music'], async (client) => {
      const names = (await client.listTools()).tools.map(({ name }) => name).toSorted();
      expect(names).toEqual(['count', 'describe', 'get', 'retrieve', 'search']);
      const search = async (args: Record<string, unknown>) =>
        await client.callTool({ name: 'search', arguments: args });
      expect(await search({ index: 'music', query: 'Geige', limit: 1 })).toMatchObject({
        structuredContent: { index: 'music', hits: [{ id: 'violin' }] },
      });
      expect(await search({ index: 'private', query: 'diary' })).toMatchObject({ isError: true });
      expect(await search({ query: 'banana' })).toMatchObject({ isError: true });
    });
  },
);

it('writes and removes with --write', { timeout: 120_000 }, async () => {
  await ingest('fruit', [{ id: 'banana', text: 'banana', metadata: { lang: 'en' } }]);
  await asHost(['fruit', '--write'], async (client) => {
    const items = [{ id: 'apple', text: 'apple' }];
    expect(await client.callTool({ name: 'ingest', arguments: { items } })).toMatchObject({
      structuredContent: { written: 1, failed: [] },
    });
    const ids = ['banana', 'none'];
    expect(await client.callTool({ name: 'remove', arguments: { ids } })).toMatchObject({
      structuredContent: { removed: ['banana'], missing: ['none'] },
    });
    expect(await client.callTool({ name: 'count', arguments: {} })).toMatchObject({
      structuredContent: { count: 1 },
    });
  });
});

/** Flags of each database, where there is one. */
const places: readonly {
  readonly name: string;
  open(): Promise<RealServer | string | undefined>;
}[] = [
  { name: 'lancedb', open: async () => await Promise.resolve(undefined) },
  { name: 'qdrant', open: async () => await realServer('qdrant') },
  { name: 'weaviate', open: async () => await realServer('weaviate') },
];

it.for(places)(
  'runs the configuration of examples/existing-app, over $name',
  { timeout: 120_000 },
  async ({ name: store, open }, context) => {
    const server = await open();
    if (typeof server === 'string') return context.skip(server);
    const path = new URL('../../../../examples/existing-app/mcp.json', import.meta.url);
    const { mcpServers } = z
      .object({ mcpServers: z.record(z.string(), z.object({ args: z.array(z.string()) })) })
      .parse(JSON.parse(await readFile(path, 'utf8')));
    const [name, ...args] = mcpServers['nestvec']?.args ?? [];
    expect(name).toBe('mcp');
    const collection = 'existing_app';
    const folder = ['--data', '.nestvec'];
    expect(args).toEqual([collection, ...folder]);
    const own = server === undefined ? collection : `Mcp_${randomUUID().replaceAll('-', '_')}`;
    const lane = server?.grpcUrl === undefined ? [] : ['--grpc-url', server.grpcUrl];
    const place = server === undefined ? folder : ['--store', store, '--url', server.url, ...lane];
    try {
      await ingest(own, [{ id: 'violin', text: 'violin', metadata: { lang: 'en' } }], place);
      await asHost([own, ...place], async (client) => {
        const found = await client.callTool({ name: 'search', arguments: { query: 'Geige' } });
        expect(found).toMatchObject({ structuredContent: { hits: [{ id: 'violin' }] } });
      });
    } finally {
      const drop = ['collection', 'drop', own, '--yes', ...place];
      expect((await nestvec(drop, { cwd: at.folder })).code).toBe(0);
      await server?.stop();
    }
  },
);

it('says which collection is not there', async () => {
  const { code, stdout, stderr } = await nestvec(['mcp', 'nothing'], { cwd: at.folder });
  expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining('nothing')]);
});
