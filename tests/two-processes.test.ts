import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Store } from '@nestvec/core';
import { lancedb } from '@nestvec/lancedb';
import { pgvector } from '@nestvec/pgvector';
import { qdrant } from '@nestvec/qdrant';
import { realServer } from '@nestvec/testkit/server';
import { weaviate } from '@nestvec/weaviate';
import { afterAll, describe, expect, it } from 'vitest';
import type { FirstWriter } from './support/first-writer.ts';

const script = fileURLToPath(new URL('support/first-writer.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nestvec-two-'));
const servers = {
  postgres: await realServer('postgres'),
  qdrant: await realServer('qdrant'),
  weaviate: await realServer('weaviate'),
};
afterAll(async () => {
  rmSync(folder, { recursive: true });
  for (const server of Object.values(servers)) if (typeof server !== 'string') await server.stop();
});

/** A collection that no other run uses. */
const collection = `two_${Date.now().toString(36)}`;

/** Writes from two processes that both found no collection, and gives what each says at its end. */
async function writeAtOnce(adapter: FirstWriter['adapter'], options: object): Promise<string[]> {
  const writers = [0, 1].map((part) => {
    const ids = Array.from({ length: 20 }, (_, i) => `item-${part}-${i}`);
    return spawn(execPath, [script, JSON.stringify({ adapter, options, ids })]);
  });
  const lines = writers.map(linesOf);
  for (const each of lines) expect((await each.next()).value).toBe('ready');
  for (const writer of writers) writer.stdin.write('go\n');
  const said: string[] = [];
  for (const each of lines) said.push(String((await each.next()).value));
  return said;
}

/** Lines of a process; the last one is what it wrote to stderr, if it failed. */
async function* linesOf(writer: ChildProcessWithoutNullStreams): AsyncGenerator<string> {
  let problem = '';
  writer.stderr.on('data', (text: Buffer) => {
    problem += text.toString();
  });
  let rest = '';
  for await (const text of writer.stdout) {
    const lines = `${rest}${String(text)}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield problem;
}

/** What became of both writers, and how many records there are. */
async function outcome(adapter: FirstWriter['adapter'], options: object, store: Store) {
  try {
    return { said: await writeAtOnce(adapter, options), count: await store.count() };
  } finally {
    await store.drop();
    await store.close();
  }
}

const bothSucceed = { said: ['written 20', 'written 20'], count: 40 };

describe('two processes that are first to write a collection', () => {
  it('both succeed in LanceDB', { timeout: 60_000 }, async () => {
    const options = { uri: folder, collection };
    expect(await outcome('lancedb', options, lancedb(options))).toEqual(bothSucceed);
  });

  it('both succeed in PostgreSQL', { timeout: 60_000 }, async (context) => {
    const { postgres: server } = servers;
    if (typeof server === 'string') return context.skip(server);
    const options = { url: server.url, collection };
    expect(await outcome('pgvector', options, pgvector(options))).toEqual(bothSucceed);
  });

  it('both succeed in Qdrant', { timeout: 60_000 }, async (context) => {
    const { qdrant: server } = servers;
    if (typeof server === 'string') return context.skip(server);
    const options = { url: server.url, collection };
    expect(await outcome('qdrant', options, qdrant(options))).toEqual(bothSucceed);
  });

  it('both succeed in Weaviate', { timeout: 60_000 }, async (context) => {
    const { weaviate: server } = servers;
    if (typeof server === 'string') return context.skip(server);
    const grpc = server.grpcUrl === undefined ? {} : { grpc: { url: server.grpcUrl } };
    const options = { url: server.url, ...grpc, collection };
    expect(await outcome('weaviate', options, weaviate(options))).toEqual(bothSucceed);
  });
});
