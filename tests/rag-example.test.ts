import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import type { Store } from '@nestvec/core';
import { qdrant } from '@nestvec/qdrant';
import { realServer, type RealServer, type ServerName } from '@nestvec/testkit/server';
import { weaviate } from '@nestvec/weaviate';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { temporaryFolder } from './engine/__fixtures__/journalled.ts';
import { root } from './support/workspace.ts';

const collection = 'courses';
const program = join(root, 'examples/rag-ingest/main.ts');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the example in a folder; kills it as soon as `until` exists. */
async function example(cwd: string, args: readonly string[] = [], until?: string): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { cwd });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const timer = setInterval(() => {
    if (until !== undefined && existsSync(until)) child.kill('SIGKILL');
  }, 5);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearInterval(timer);
  return { code, stdout, stderr };
}

/** The documents that answer a question, the best first. */
function answers(stdout: string, question: string): string[] {
  const block = stdout.split('\n? ').find((part) => part.startsWith(`${question}\n`)) ?? '';
  return [...block.matchAll(/^ {2}\d\.\d{3} (?:text|image) {2}(\S+) › .+ \[\d+-\d+\]$/gm)].map(
    ([, document]) => document ?? '',
  );
}

/** A document that has to be among the answers to each question. */
const wanted = {
  pizza: 'javascripting/accessing-array-values/problem.md',
  ピザ: 'javascripting/revising-strings/problem_ja.md',
  manzana: 'javascripting/accessing-array-values/problem_es.md',
  computer: 'git-it/challenges/get_git.html',
};
const good = { code: 0, stderr: '', unanswered: [] };

function outcomeOf({ code, stdout, stderr }: Ended): object {
  const unanswered = Object.entries(wanted).filter(
    ([question, document]) => !answers(stdout, question).includes(document),
  );
  return { code, stderr, unanswered };
}

function countsOf({ stdout }: Ended): { written: number; there: number } {
  const [, written, there] =
    /^(\d+) passages and images written, (\d+) already there, in \d+\.\d s$/m.exec(stdout) ?? [];
  return { written: Number(written), there: Number(there) };
}

describe('examples/rag-ingest', { timeout: 300_000 }, () => {
  it('answers with sources, offline, also after it was killed on its way', async () => {
    const folder = await temporaryFolder();
    const killed = await example(folder, [], join(folder, '.nestvec', `${collection}.lance`));
    expect(killed.code).toBeNull();
    const second = await example(folder);
    expect(outcomeOf(second)).toEqual(good);
    const { written, there } = countsOf(second);
    expect(written).toBeGreaterThan(0);
    expect(written + there).toBeGreaterThan(4000);
    const third = await example(folder);
    expect(outcomeOf(third)).toEqual(good);
    expect(countsOf(third)).toEqual({ written: 0, there: written + there });
  });

  it.each([
    [['--store', 'paper'], '--store paper: use lancedb, qdrant or weaviate'],
    [['--url', 'http://localhost:6333'], '--url is for a server; add --store'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await example(await temporaryFolder(), args);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });

  it('answers from a Qdrant server', async (context) => {
    const server = await serverFor('qdrant', context);
    if (server === undefined) return;
    const { url } = server;
    const store = qdrant({ url, apiKey: env['QDRANT_API_KEY'], collection });
    await cleanAfterwards(store);
    const args = ['--store', 'qdrant', '--url', url];
    expect(outcomeOf(await example(await temporaryFolder(), args))).toEqual(good);
  });

  it('answers from a Weaviate server', async (context) => {
    const server = await serverFor('weaviate', context);
    if (server === undefined) return;
    const { url, grpcUrl } = server;
    const grpc = grpcUrl === undefined ? undefined : { url: grpcUrl };
    const store = weaviate({ url, grpc, apiKey: env['WEAVIATE_API_KEY'], collection });
    await cleanAfterwards(store);
    const lane = grpcUrl === undefined ? [] : ['--grpc-url', grpcUrl];
    const args = ['--store', 'weaviate', '--url', url, ...lane];
    expect(outcomeOf(await example(await temporaryFolder(), args))).toEqual(good);
  });
});

/** The server for the rest of a test, which is skipped where there is none. */
async function serverFor(name: ServerName, context: TestContext): Promise<RealServer | undefined> {
  const server = await realServer(name);
  if (typeof server === 'string') return context.skip(server);
  onTestFinished(server.stop);
  return server;
}

/** Drops the collection after the test, unless it was there before. */
async function cleanAfterwards(store: Store): Promise<void> {
  const wasThere = (await store.describe()) !== undefined;
  onTestFinished(async () => {
    if (!wasThere) await store.drop();
    await store.close();
  });
}
