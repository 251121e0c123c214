import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Store } from '@nestvec/core';
import {
  createRandom,
  environment,
  killUntilThrough,
  type Random,
  seed,
  seeded,
} from '@nestvec/testkit';
import { realServer } from '@nestvec/testkit/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  contentOf,
  fill,
  recordOf,
  recordsOf,
  temporaryFolder,
} from './__fixtures__/collection.ts';
import { type ChildTask, type Ground, openGround } from './__fixtures__/copy-child.ts';
import { newPrefix } from './__fixtures__/prefix.ts';

const script = fileURLToPath(new URL('__fixtures__/copy-child.ts', import.meta.url));
const kills = environment.full ? 100 : 3;
const records = 800;
/** Of about 100 that a copy has which nothing disturbs. */
const mostSteps = 80;

/** Kills copies until they come through, and compares both sides; then the next one, until there were enough kills. */
async function killAndCompare(from: Ground, to: Ground): Promise<number> {
  const random = createRandom(seed);
  const prefix = newPrefix('K');
  const opened = async (ground: Ground, name: string): Promise<Store> => {
    const store = await openGround(ground, `${prefix}_${name}`);
    onTestFinished(async () => {
      await store.drop();
      await store.close();
    });
    return store;
  };
  const source = await fill(await opened(from, 'source'), recordsOf(records));
  let next = records;
  let killed = 0;
  for (let round = 0; killed < kills; round++) {
    const target = await opened(to, `target_${round}`);
    const task = {
      from,
      to,
      source: source.collection,
      target: target.collection,
      journal: join(await temporaryFolder(), 'journal'),
      follow: 2,
    };
    const before = await contentOf(source);
    const first = await runUntilThrough(task, random);
    expect(first.report).toMatchObject({ failures: [] });
    expect(await target.count()).toBe(before.size);
    expectSame(await contentOf(target), before);
    expect(await contentOf(source)).toEqual(before);

    // The source goes on; someone else writes into the target; what is removed and rewritten meanwhile dies as well.
    const theirs = recordOf(900_000 + round);
    await target.upsert([theirs], { withoutVectors: true });
    const ids = [...before.keys()];
    const gone = Array.from({ length: 30 }, () => ids[random.below(ids.length)] ?? '');
    await source.remove({ ids: gone });
    const changed = recordsOf(20, 3).map((record) => ({ ...record, text: `${round}` }));
    await source.upsert([...recordsOf(30, next), ...changed], { withoutVectors: true });
    next += 30;
    const after = await contentOf(source);
    const second = await runUntilThrough(task, random);
    const found = new Map(await contentOf(target));
    expect(await target.count()).toBe(after.size + 1);
    expect(found.get(theirs.id)?.text).toBe(theirs.text);
    found.delete(theirs.id);
    expectSame(found, after);
    expect(await contentOf(source)).toEqual(after);
    killed += first.killed + second.killed;
    console.log(
      `${from.kind} → ${to.kind}: ${first.killed} + ${second.killed} kills over ${records} records (seed ${seed}, round ${round})`,
    );
  }
  return killed;
}

async function runUntilThrough(task: Omit<ChildTask, 'killAt'>, random: Random) {
  return await killUntilThrough({
    script,
    task: (killAt) => ({ ...task, killAt }),
    random,
    mostSteps,
    killAfterMs: [400, 2900],
    mostStarts: kills * 5 + 20,
  });
}

/** Nothing twice, which `count` sees besides, nothing lost, and every part as it was; numbers as far apart as a database rounds. */
function expectSame(
  found: Awaited<ReturnType<typeof contentOf>>,
  expected: Awaited<ReturnType<typeof contentOf>>,
): void {
  expect([...found.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
  for (const [id, { vectors, ...rest }] of expected) {
    const { vectors: copied = {}, ...others } = found.get(id) ?? {};
    expect(others).toEqual(rest);
    for (const [name, vector] of Object.entries(vectors))
      expect(farthest(vector, copied[name]), `${id} ${name}`).toBeLessThan(1e-6);
  }
}

function farthest(vector: Float32Array, other: Float32Array | undefined): number {
  if (other?.length !== vector.length) return Number.POSITIVE_INFINITY;
  return Math.max(...vector.map((number, i) => Math.abs(number - (other[i] ?? 9))));
}

describe(seeded('a copy that is killed at random points'), { timeout: 3_000_000 }, () => {
  const folder = async (): Promise<Ground> => ({
    kind: 'lancedb',
    uri: join(await temporaryFolder(), 'data'),
  });

  it('loses nothing, doubles nothing and removes nothing of others, on LanceDB', async () => {
    const killed = await killAndCompare(await folder(), await folder());
    expect(killed).toBeGreaterThanOrEqual(kills);
  });

  // One of them in a sample: each run of a process takes a second.
  const pairs = [
    ['lancedb', 'qdrant'],
    ['qdrant', 'weaviate'],
    ['weaviate', 'postgres'],
  ] as const;
  const sample = pairs[createRandom(seed).below(pairs.length)] ?? pairs[0];

  it.for(environment.full ? pairs : [sample])(
    'loses nothing, doubles nothing and removes nothing of others: %s → %s',
    async (kinds, context) => {
      const grounds: Ground[] = [];
      for (const kind of kinds) {
        if (kind === 'lancedb') {
          grounds.push(await folder());
          continue;
        }
        const server = await realServer(kind);
        if (typeof server === 'string') return context.skip(server);
        onTestFinished(server.stop);
        grounds.push({ kind, url: server.url, grpcUrl: server.grpcUrl });
      }
      const [from, to] = grounds;
      if (from === undefined || to === undefined) throw new Error('a pair has two sides');
      expect(await killAndCompare(from, to)).toBeGreaterThanOrEqual(kills);
    },
  );
});
