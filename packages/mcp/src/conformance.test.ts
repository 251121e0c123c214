import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createIndex } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMcp } from './create-mcp.ts';

const program = fileURLToPath(
  new URL('../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
);

/** Those that ask nothing of a server but what every one has; the others want tools, prompts and resources of a test server. */
const scenarios = ['server-initialize', 'ping', 'tools-list'];

let server: Server;
let url: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nestvec-conformance-'));
  const index = await createIndex({
    embedder: fakeEmbedder(),
    store: memoryStore({ collection: 'docs' }),
    fields: { lang: 'string' },
  });
  await index.ingest([{ id: 'a', text: 'a text', metadata: { lang: 'en' } }]);
  const mcp = createMcp();
  const scope = { indexes: { docs: { read: index } } };
  server = createServer((request, response) => {
    void (async () => {
      const body: Buffer[] = [];
      for await (const chunk of request) body.push(chunk as Buffer); // no encoding is set
      const answer = await mcp.fetch(
        new Request(`http://127.0.0.1${request.url ?? '/'}`, {
          method: request.method ?? 'GET',
          headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
          ...(body.length === 0 ? {} : { body: Buffer.concat(body) }),
        }),
        scope,
      );
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`; // of a TCP server
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

it.each(scenarios)(
  'passes the official conformance scenario %s',
  { timeout: 300_000 },
  async (name) => {
    const results = join(folder, name);
    const args = [program, 'server', '--url', url, '--scenario', name, '-o', results];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
    const entries = await readdir(results, { recursive: true });
    const own = entries.find((entry) => entry.endsWith('checks.json')) ?? '';
    const text = await readFile(join(results, own), 'utf8');
    const checks = JSON.parse(text) as { readonly id: string; readonly status: string }[]; // as it writes them
    expect(checks.length, stdout).toBeGreaterThan(0);
    expect(checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING')).toEqual([]);
  },
);
