import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Store } from '@nestvec/core';
import { lancedb } from '@nestvec/lancedb';
import { qdrant } from '@nestvec/qdrant';
import {
  createRandom,
  environment,
  type Fault,
  faultProxy,
  type KilledRuns,
  killUntilThrough,
  type ProxiedRequest,
  type Random,
  seed,
  seeded,
} from '@nestvec/testkit';
import { realServer } from '@nestvec/testkit/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from './__fixtures__/journalled.ts';
import type { ChildTask } from './__fixtures__/ingest-child.ts';

const execute = promisify(execFile);
const child = fileURLToPath(new URL('__fixtures__/ingest-child.ts', import.meta.url));
const kills = environment.full ? 100 : 6;
const items = 2000;
const itemsPerCall = 16;
/** Calls to the embedder that can be under way when the process dies. */
const concurrency = 2;
/** Of about 900 that an ingest has which nothing disturbs. */
const stepsPerKill = 120;

async function paidTexts(file: string): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.flatMap((line) => JSON.parse(line) as string[]); // written by the child
}

async function contentOf(store: Store): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for await (const { records } of store.scan({ include: { vectors: ['text', 'text_64'] } })) {
    for (const record of records) found.set(record.id, record);
  }
  return found;
}

interface Ground {
  readonly kind: ChildTask['store']['kind'];
  /** Where the child writes, disturbed or not. */
  storeOf(isDisturbed: boolean): ChildTask['store'];
  /** Where the result is read. */
  open(collection: string): Store;
  /** Share of writes that the child itself makes go wrong. */
  readonly faults: number;
}

/**
 * Kills an ingest again and again until it comes through, and holds what is then there against one that nothing disturbed; then
 * the next one, until there were enough kills.
 */
async function killAndCompare({ kind, storeOf, open, faults }: Ground): Promise<number> {
  const folder = await temporaryFolder();
  const random = createRandom(seed);
  const prefix = `nestvec-kill-${process.pid}`;
  const taskOf = (name: string, isDisturbed: boolean): ChildTask => ({
    store: storeOf(isDisturbed),
    collection: `${prefix}-${name}`,
    journal: join(folder, `${name}.journal`),
    paid: join(folder, `${name}.paid`),
    items,
    itemsPerCall,
    seed,
    killAt: 0,
    faults: 0,
  });
  const opened = (name: string): Store => {
    const store = open(`${prefix}-${name}`);
    onTestFinished(async () => {
      await store.drop();
      await store.close();
    });
    return store;
  };
  await execute(process.execPath, [child, JSON.stringify(taskOf('undisturbed', false))]);
  const expected = await contentOf(opened('undisturbed'));
  expect(expected.size).toBe(items);

  let killed = 0;
  for (let round = 0; killed < kills; round++) {
    const task = { ...taskOf(`round-${round}`, true), faults };
    const outcome = await runUntilThrough(task, random);
    killed += outcome.killed;
    const paid = await paidTexts(task.paid);
    const twice = paid.length - new Set(paid).size;
    const most = outcome.killed * itemsPerCall * concurrency;
    console.log(
      `${kind}: ${outcome.killed} kills over ${items} items (seed ${seed}, round ${round}): ${twice} of ${paid.length} embeddings were paid twice, where ${most} could have been`,
    );
    expect(outcome.report).toMatchObject({ read: items, failed: 0, failures: 0 });
    expect(new Set(paid).size).toBe(items);
    expect(twice).toBeLessThanOrEqual(most);
    const store = opened(`round-${round}`);
    expect(await store.count()).toBe(items);
    expect(await contentOf(store)).toEqual(expected);
  }
  return killed;
}

async function runUntilThrough(task: ChildTask, random: Random): Promise<KilledRuns> {
  return await killUntilThrough({
    script: child,
    task: (killAt) => ({ ...task, seed: random.below(2 ** 31), killAt }),
    random,
    mostSteps: stepsPerKill * 2,
    killAfterMs: [300, 1800],
    mostStarts: kills * 5,
    // A connection that breaks before the first item ends the command; people start it again.
    asksForAnotherRun: (stderr) => /retryable: true/.test(stderr),
  });
}

describe(seeded('an ingest that is killed at random points'), { timeout: 1_200_000 }, () => {
  it('ends as one that nothing disturbed, on LanceDB with faults between engine and store', async () => {
    const uri = join(await temporaryFolder(), 'data');
    const killed = await killAndCompare({
      kind: 'lancedb',
      storeOf: () => ({ kind: 'lancedb', uri }),
      open: (collection) => lancedb({ uri, collection }),
      faults: 0.2,
    });
    expect(killed).toBeGreaterThanOrEqual(kills);
  });

  it('ends as one that nothing disturbed, on Qdrant behind a network that breaks', async (context) => {
    const server = await realServer('qdrant');
    if (typeof server === 'string') return context.skip(server);
    onTestFinished(server.stop);
    const { url } = server;
    const proxy = await faultProxy({ target: url });
    onTestFinished(() => proxy.close());
    const faults: readonly [Fault, ...Fault[]] = [
      { kind: 'cut-before' },
      { kind: 'cut-after' },
      { kind: 'cut-within' },
      { kind: 'duplicate' },
      { kind: 'answer', acted: true, status: 503, headers: { 'retry-after': '0' } },
      { kind: 'answer', acted: false, status: 429, headers: { 'retry-after': '0' } },
    ];
    // About every tenth request to a point goes wrong, never as often in a row as a run gives up after.
    const rules = Array.from({ length: kills * 10 }, (_, i) => ({
      fault: faults[i % faults.length] ?? faults[0],
      skip: 5 + i * 10,
      when: ({ path }: ProxiedRequest) => path.includes('/points'),
    }));
    proxy.inject(...rules);
    const killed = await killAndCompare({
      kind: 'qdrant',
      storeOf: (isDisturbed) => ({ kind: 'qdrant', url: isDisturbed ? proxy.url : url }),
      open: (collection) => qdrant({ url, collection }),
      faults: 0.1,
    });
    expect(killed).toBeGreaterThanOrEqual(kills);
  });
});
