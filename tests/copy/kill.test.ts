import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Store } from '@nestvec/core';
import type { CopyReport } from '@nestvec/core/copy';
import { lancedb } from '@nestvec/lancedb';
import { qdrant } from '@nestvec/qdrant';
import { seed, seeded } from '@nestvec/testkit';
import { realServer } from '@nestvec/testkit/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRandom, type Random } from '../engine/__fixtures__/random.ts';
import {
  contentOf,
  fill,
  recordOf,
  recordsOf,
  temporaryFolder,
} from './__fixtures__/collection.ts';
import type { ChildTask, Ground } from './__fixtures__/copy-child.ts';
import { newPrefix } from './__fixtures__/prefix.ts';

const child = fileURLToPath(new URL('__fixtures__/copy-child.ts', import.meta.url));
const isFull = (env['NESTVEC_FULL'] ?? '') !== '';
const kills = isFull ? 100 : 4;
const records = 800;
/** Of about 100 that a copy has which nothing disturbs. */
const mostSteps = 80;

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly report: CopyReport | undefined;
}

async function runChild(task: ChildTask, killAfterMs?: number): Promise<Ended> {
  const copying = spawn(process.execPath, [child, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  copying.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  copying.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const timer =
    killAfterMs === undefined ? undefined : setTimeout(() => copying.kill('SIGKILL'), killAfterMs);
  const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
    copying.once('error', reject);
    copying.once('close', (code, by) => {
      if (code === null || code === 0) resolve(by);
      else reject(new Error(`the copy ended with ${code}: ${stderr}`));
    });
  });
  clearTimeout(timer);
  return { signal, report: stdout === '' ? undefined : (JSON.parse(stdout) as CopyReport) };
}

interface Place {
  readonly ground: Ground;
  readonly open: (collection: string) => Store;
}

/** Kills a copy again and again until it comes through; then the next one, until there were enough kills. */
async function killAndCompare(from: Place, to: Place): Promise<number> {
  const random = createRandom(seed);
  const prefix = newPrefix('K');
  const opened = (place: Place, name: string): Store => {
    const store = place.open(`${prefix}_${name}`);
    onTestFinished(async () => {
      await store.drop();
      await store.close();
    });
    return store;
  };
  const source = await fill(opened(from, 'source'), recordsOf(records));
  let next = records;
  let killed = 0;
  for (let round = 0; killed < kills; round++) {
    const target = opened(to, `target_${round}`);
    const task: ChildTask = {
      from: from.ground,
      to: to.ground,
      source: source.collection,
      target: target.collection,
      journal: join(await temporaryFolder(), 'journal'),
      follow: 2,
      killAt: 0,
    };
    const outcome = await runUntilThrough(task, random);
    killed += outcome.killed;
    console.log(`${outcome.killed} kills over ${records} records (seed ${seed}, round ${round})`);
    expect(outcome.report).toMatchObject({ verification: { equal: true }, failures: [] });
    expect(await target.count()).toBe(await source.count());
    expect(await contentOf(target)).toEqual(await contentOf(source));

    // The source goes on; someone else writes into the target; what is removed and rewritten meanwhile dies as well.
    const theirs = recordOf(900_000 + round);
    await target.upsert([theirs], { withoutVectors: true });
    const ids = [...(await contentOf(source)).keys()];
    const gone = Array.from({ length: 30 }, () => ids[random.below(ids.length)] ?? '');
    await source.remove({ ids: gone });
    await source.upsert(
      [...recordsOf(30, next), ...recordsOf(20, 3).map((r) => ({ ...r, text: `${round}` }))],
      {
        withoutVectors: true,
      },
    );
    next += 30;
    const second = await runUntilThrough(task, random);
    killed += second.killed;
    const [expected, found] = [await contentOf(source), new Map(await contentOf(target))];
    expect(found.get(theirs.id)?.text).toBe(theirs.text);
    found.delete(theirs.id);
    expect(found).toEqual(expected);
  }
  return killed;
}

async function runUntilThrough(
  task: ChildTask,
  random: Random,
): Promise<{ readonly killed: number; readonly report: CopyReport | undefined }> {
  let killed = 0;
  for (let starts = 0; starts < kills * 5; starts++) {
    // Half die at a chosen step, half at whatever a moment brings: in a sync of SQLite, in a commit of the database.
    const isAtStep = random.next() < 0.5;
    const killAt = isAtStep ? 1 + random.below(mostSteps) : 0;
    const ended = await runChild(
      { ...task, killAt },
      isAtStep ? undefined : 400 + random.below(2500),
    );
    if (ended.signal === null) return { killed, report: ended.report };
    if (ended.signal === 'SIGKILL') killed++;
  }
  throw new Error('no copy came through');
}

describe(seeded('a copy that is killed at random points'), { timeout: 1_200_000 }, () => {
  const folderPlace = async (): Promise<Place> => {
    const uri = join(await temporaryFolder(), 'data');
    return {
      ground: { kind: 'lancedb', uri },
      open: (collection) => lancedb({ uri, collection }),
    };
  };

  it('loses nothing, doubles nothing and removes nothing of others, on LanceDB', async () => {
    const killed = await killAndCompare(await folderPlace(), await folderPlace());
    expect(killed).toBeGreaterThanOrEqual(kills);
  });

  it('loses nothing, doubles nothing and removes nothing of others, into Qdrant', async (context) => {
    const server = await realServer('qdrant');
    if (typeof server === 'string') return context.skip(server);
    onTestFinished(server.stop);
    const { url } = server;
    const killed = await killAndCompare(await folderPlace(), {
      ground: { kind: 'qdrant', url },
      open: (collection) => qdrant({ url, collection }),
    });
    expect(killed).toBeGreaterThanOrEqual(kills);
  });
});
