import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createIndex, type Store } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import type { ChildTask } from './child.ts';
import { type Child, spawnChild } from './spawn-child.ts';
import { openServer, type ServerPlace } from './open-server.ts';
import { type OwnRedis, startRedis } from './own-redis.ts';
import { texts } from './texts.ts';

/** Who is killed. */
type Victim = 'worker' | 'producer' | 'redis';

/** What kills came to. */
export interface KillOutcome {
  readonly kills: number;
  /** Embeddings that were paid, and those of them that had been paid before. */
  readonly paid: number;
  readonly twice: number;
  readonly lost: number;
  /** What differs from a run that nothing disturbed; empty where nothing does. */
  readonly differences: readonly string[];
}

/** How a round is done. */
export interface KillPlan {
  readonly victim: Victim;
  readonly kills: number;
  readonly appendfsync: 'everysec' | 'always';
  readonly server: ServerPlace;
  readonly items: number;
  readonly seed: number;
}

const itemsPerJob = 16;
const workers = 2;
const prefixOf = (plan: KillPlan): string => `nestvec-queue-${process.pid}-${plan.victim}-${plan.appendfsync}`;

/** Runs a producer and workers as processes, kills one again and again, and compares what is there in the end. */
export async function killAndCompare(plan: KillPlan): Promise<KillOutcome | string> {
  const redis = await startRedis({ appendfsync: plan.appendfsync });
  if (typeof redis === 'string') return redis;
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-kills-'));
  const stores: Store[] = [];
  const open = (name: string): Store => {
    const store = openServer(plan.server, `${prefixOf(plan)}-${name}`);
    stores.push(store);
    return store;
  };
  try {
    const expected = await undisturbed(open('plain'), plan.items);
    let outcome: KillOutcome = { kills: 0, paid: 0, twice: 0, lost: 0, differences: [] };
    for (let round = 0; outcome.kills < plan.kills; round++) {
      const name = `round-${round}`;
      const store = open(name);
      const task: Omit<ChildTask, 'role'> = {
        redis: redis.url,
        queue: name,
        list: join(folder, name),
        server: plan.server,
        collection: store.collection,
        items: plan.items,
        itemsPerJob,
        latencyMs: 60,
        // Short where its end is waited for; else no busy machine is to lose one.
        lockMs: plan.victim === 'worker' ? 1000 : 10_000,
        paid: join(folder, `${name}.paid`),
      };
      const { kills, lost } = await disturbed(task, plan, redis, plan.kills - outcome.kills);
      const paid = await paidTexts(task.paid);
      outcome = {
        kills: outcome.kills + kills,
        paid: outcome.paid + paid.length,
        twice: outcome.twice + paid.length - new Set(paid).size,
        lost: outcome.lost + lost,
        differences: [...outcome.differences, ...differencesOf(expected, await contentOf(store))],
      };
    }
    return outcome;
  } finally {
    for (const store of stores) {
      await store.drop();
      await store.close();
    }
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function undisturbed(store: Store, items: number): Promise<ReadonlyMap<string, string>> {
  const index = await createIndex({ embedder: fakeEmbedder(), store });
  await index.ingest(texts(items), { skipStored: true });
  return await contentOf(store);
}

async function disturbed(
  task: Omit<ChildTask, 'role'>,
  { victim, seed }: KillPlan,
  redis: OwnRedis,
  wanted: number,
): Promise<{ readonly kills: number; readonly lost: number }> {
  const startWorker = (): Child => spawnChild({ ...task, role: 'worker' });
  let producer = spawnChild({ ...task, role: 'producer' });
  const crew = Array.from({ length: workers }, startWorker);
  let report: { readonly lost: number } | undefined;
  const random = createRandom(seed);
  let kills = 0;
  try {
    while (report === undefined) {
      const raced = await Promise.race([producer.ended, setTimeout(200 + random() * 1500, 'time' as const)]);
      if (raced !== 'time') {
        report = raced;
        if (report === undefined) throw new Error('the producer ended without a report');
      } else if (kills < wanted && existsSync(task.paid)) {
        kills++;
        if (victim === 'redis') {
          await redis.kill();
          await redis.start();
        } else if (victim === 'producer') {
          producer.process.kill('SIGKILL');
          const through = await producer.ended;
          if (through !== undefined) report = through;
          else producer = spawnChild({ ...task, role: 'producer' });
        } else {
          const at = Math.floor(random() * crew.length);
          crew[at]?.process.kill('SIGKILL');
          await crew[at]?.ended;
          crew[at] = startWorker();
        }
      }
    }
    return { kills, lost: report.lost };
  } finally {
    for (const child of [producer, ...crew]) child.process.kill('SIGKILL');
    await Promise.allSettled([producer, ...crew].map(async ({ ended }) => await ended));
  }
}

async function paidTexts(file: string): Promise<readonly string[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  // A process that was killed within a line wrote only a part of it.
  return lines.flatMap((line) => (line.endsWith(']') ? (JSON.parse(line) as string[]) : []));
}

async function contentOf(store: Store): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const { records } of store.scan())
    for (const { id, vectors, ...rest } of records) {
      const numbers = Object.keys(vectors)
        .toSorted()
        .map((name) => [name, ...(vectors[name] ?? [])]);
      if (found.has(id)) throw new Error(`${id} is there twice`);
      found.set(id, JSON.stringify([rest, numbers]));
    }
  return found;
}

function differencesOf(
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): readonly string[] {
  const ids = new Set([...expected.keys(), ...found.keys()]);
  return [...ids].filter((id) => expected.get(id) !== found.get(id)).slice(0, 10);
}

/** Numbers from 0 to 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed % 2147483646;
  return () => {
    state = (state * 48271 + 1) % 2147483647;
    return state / 2147483647;
  };
}
