import { env } from 'node:process';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Embedder } from '../embedder/embedder.ts';
import { ingest } from '../ingest/ingest.ts';
import type { Journal, JournalRun, KeptItem } from '../ingest/journal.ts';
import { resolveSpec } from '../spec/resolve-spec.ts';
import type { Store } from '../store/store.ts';
import { normalize } from '../vector.ts';
import { factsOf } from './__fixtures__/facts.ts';
import { Disk } from './__fixtures__/disk.ts';
import { type SqliteOnDisk, sqliteOnDisk } from './__fixtures__/sqlite-on-disk.ts';
import type { Ground } from './open-file.ts';
import { openJournalOn } from './open-journal.ts';
import type { SqlDatabase } from './sql.ts';

const isFull = (env['NESTVEC_FULL'] ?? '') !== '';
const directory = '/srv/app/things.journal';
const facts = factsOf(128);
const { identity } = facts;

let sqlite: SqliteOnDisk;
beforeAll(async () => {
  sqlite = await sqliteOnDisk();
});

/** Mulberry32. */
function createChance(seed: number, probability: number): () => boolean {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 < probability;
  };
}

/** A ground of a disk, whose SQL and directories can be tampered with. */
function groundOn(disk: Disk, change: Partial<Ground> = {}): Ground {
  sqlite.mount(disk);
  return { directories: disk, open: async (path) => sqlite.open(path), ...change };
}

const hashOf = (n: number): string => n.toString(16).padStart(64, '0');
const vectorOf = (n: number): Float32Array =>
  normalize(Float32Array.from({ length: 128 }, (_, i) => Math.sin(n * 131 + i)));
const itemOf = (n: number): KeptItem => ({
  id: `item-${n}`,
  index: n,
  contents: [{ modality: 'text', hash: hashOf(n) }],
  recordHash: hashOf(n),
  signature: undefined,
  fields: { metadata: { n }, text: `text ${n} `.repeat(20) },
});

interface Promised {
  /** Kept: `keep` has resolved. */
  readonly kept: number[];
  readonly confirmed: number[];
}

/** Keeps and confirms in batches, as an ingest does, until the power goes. */
async function work(ground: Ground, promised: Promised): Promise<void> {
  const journal = await openJournalOn(ground, { directory, maxBytes: 400_000 });
  const run = await journal.begin(facts);
  for (let batch = 0; batch < 30; batch++) {
    const numbers = Array.from({ length: 8 }, (_, i) => batch * 8 + i);
    const embeddings = numbers.map((n) => ({
      hash: hashOf(n),
      embedding: { ok: true as const, vector: vectorOf(n), tokens: n, truncated: false },
    }));
    await run.keep(embeddings, numbers.map(itemOf));
    promised.kept.push(...numbers);
    if (batch < 2) continue;
    const ready = numbers.map((n) => n - 16);
    await run.confirm(
      ready.map((n) => ({ id: `item-${n}`, index: n })),
      { index: ready.at(-1) ?? 0, id: '' },
    );
    promised.confirmed.push(...ready);
  }
  await run.end(240);
  await journal.close();
}

/** Which promised items a disk that had a power cut does not have any more, or not as they were. */
async function missingOn(disk: Disk, { kept }: Promised): Promise<string[]> {
  const journal = await openJournalOn(groundOn(disk), { directory, maxBytes: 400_000 });
  const run = await journal.begin(facts);
  try {
    const missing: string[] = [];
    const found = await run.recall(kept.map(hashOf));
    for (const [at, n] of kept.entries()) {
      const { vector, tokens } = found[at] ?? {};
      if (tokens !== n || Buffer.compare(bytesOf(vector), bytesOf(vectorOf(n))) !== 0)
        missing.push(`embedding ${n}`);
    }
    const unfinished = new Map<string, KeptItem>();
    for await (const page of run.unfinished(64))
      for (const item of page) unfinished.set(item.id, item);
    const known = await run.look(kept.map((n) => `item-${n}`));
    for (const [at, n] of kept.entries()) {
      const { run: _, ...item } = unfinished.get(`item-${n}`) ?? {};
      const isWhole = JSON.stringify(item) === JSON.stringify(itemOf(n));
      if (known[at]?.confirmed !== true && !isWhole) missing.push(`item ${n}`);
    }
    await run.keep([], [itemOf(1000)]); // and it can be written to
    return missing;
  } finally {
    await run.end(undefined);
    await journal.close();
  }
}

function bytesOf(vector: Float32Array | undefined): Uint8Array {
  return vector === undefined
    ? new Uint8Array()
    : new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** Cuts the power at a step and gives what is then missing. */
async function cutAt(
  step: number,
  chance: () => boolean,
  tamper: (disk: Disk) => Ground = groundOn,
): Promise<{ readonly missing: string[]; readonly steps: number }> {
  const disk = new Disk();
  disk.cutAt = step;
  const promised: Promised = { kept: [], confirmed: [] };
  await work(tamper(disk), promised).catch(() => {}); // the power is gone
  return {
    missing: await missingOn(disk.afterPowerCut(chance), promised),
    steps: disk.steps.length,
  };
}

/** SQLite's calls, some statements replaced. */
function replacing(database: SqlDatabase, from: string, to: string): SqlDatabase {
  return { ...database, exec: (sql) => database.exec(sql.replaceAll(from, to)) };
}

describe('a journal whose disk loses what was not synced', { timeout: 600_000 }, () => {
  it('has everything that it promised, wherever the power is cut', async () => {
    const whole = await cutAt(Number.POSITIVE_INFINITY, () => false);
    expect(whole.missing).toEqual([]);
    expect(whole.steps).toBeGreaterThan(500);
    const every = isFull ? 3 : 31;
    let cuts = 0;
    for (let step = 0; step < whole.steps; step += every) {
      for (const probability of [0, 0.5, 0.95]) {
        const { missing } = await cutAt(step, createChance(step, probability));
        expect(missing, `cut at step ${step}, ${probability} of the rest survives`).toEqual([]);
        cuts++;
      }
    }
    console.log(`the power was cut ${cuts} times over ${whole.steps} steps; nothing was missing`);
  });

  it.each([
    [
      'without syncs',
      (disk: Disk): Ground =>
        groundOn(disk, {
          open: async (path) =>
            replacing(sqlite.open(path), 'synchronous = FULL', 'synchronous = OFF'),
        }),
    ],
    [
      'that syncs less',
      (disk: Disk): Ground =>
        groundOn(disk, {
          open: async (path) =>
            replacing(sqlite.open(path), 'synchronous = FULL', 'synchronous = NORMAL'),
        }),
    ],
    [
      'in a folder whose name was not synced',
      (disk: Disk): Ground =>
        groundOn(disk, { directories: { make: (path) => disk.make(path), sync: async () => {} } }),
    ],
  ])('is found out %s, so this test can tell', async (_name, tamper) => {
    const { missing } = await cutAt(400, () => false, tamper);
    expect(missing).not.toEqual([]);
  });

  it('takes a damaged embedding for none', async () => {
    const disk = new Disk();
    await work(groundOn(disk), { kept: [], confirmed: [] });
    const path = `${directory}/journal.sqlite`;
    const needle = Buffer.from(bytesOf(vectorOf(239)));
    const at = Buffer.from(disk.read(path)).indexOf(needle);
    expect(at).toBeGreaterThan(0);
    disk.write(path, at + 100, Uint8Array.of(1, 2, 3));
    const journal = await openJournalOn(groundOn(disk), { directory });
    const run = await journal.begin(facts);
    const [good, bad] = await run.recall([hashOf(238), hashOf(239)]);
    expect(good?.tokens).toBe(238);
    expect(bad).toBeUndefined();
    expect(await run.has([hashOf(239)])).toEqual([false]);
    await run.end(undefined);
    await journal.close();
  });
});

describe('a full disk', { timeout: 60_000 }, () => {
  it('stops with an error that says so, keeps what it had, and goes on once there is room', async () => {
    const disk = new Disk();
    disk.room = 150_000;
    const promised: Promised = { kept: [], confirmed: [] };
    await expect(work(groundOn(disk), promised)).rejects.toMatchObject({
      code: 'journal',
      details: { directory, reason: 'disk-full' },
      message: expect.stringContaining('free some space and run the same again') as string,
    });
    expect(promised.kept.length).toBeGreaterThan(0);
    disk.room = Number.POSITIVE_INFINITY;
    expect(
      await missingOn(
        disk.afterPowerCut(() => false),
        promised,
      ),
    ).toEqual([]);
  });
});

describe('an ingest', { timeout: 60_000 }, () => {
  it('sends nothing to the database whose embedding a power cut could take', async () => {
    const disk = new Disk();
    const sent: string[] = [];
    const lost: string[] = [];
    const store = recordingStore(async (ids) => {
      sent.push(...ids);
      lost.push(...(await lostBy(disk, ids)));
      sqlite.mount(disk);
    });
    const journal = await openJournalOn(groundOn(disk), { directory });
    await ingestInto(store, journal);
    await journal.close();
    expect(sent).toHaveLength(100);
    expect(lost).toEqual([]);
  });

  it('is found out where it sends too early, so this test can tell', async () => {
    const disk = new Disk();
    const lost: string[] = [];
    const store = recordingStore(async (ids) => {
      lost.push(...(await lostBy(disk, ids)));
      sqlite.mount(disk);
    });
    const journal = await openJournalOn(groundOn(disk), { directory });
    const late: Journal = {
      ...journal,
      async begin(given): Promise<JournalRun> {
        const run = await journal.begin(given);
        const late = async (...kept: Parameters<JournalRun['keep']>): Promise<void> => {
          setTimeout(() => void run.keep(...kept), 20);
        };
        return { ...run, keep: late };
      },
    };
    await ingestInto(store, late);
    expect(lost.length).toBeGreaterThan(0);
  });
});

/** Of records that are being sent, those whose embedding would be gone after a power cut now. */
async function lostBy(disk: Disk, ids: readonly string[]): Promise<string[]> {
  const journal = await openJournalOn(groundOn(disk.afterPowerCut(() => false)), { directory });
  const run = await journal.begin(facts);
  const unfinished = new Set<string>();
  for await (const page of run.unfinished(500)) {
    const found = await run.recall(page.map(({ contents }) => contents[0]?.hash ?? ''));
    for (const [at, { id }] of page.entries()) if (found[at] !== undefined) unfinished.add(id);
  }
  await run.end(undefined);
  await journal.close();
  return ids.filter((id) => !unfinished.has(id));
}

/** As much of a store as an ingest into a new collection uses. */
function recordingStore(onUpsert: (ids: readonly string[]) => Promise<void>): Store {
  const limits = {
    recordsPerUpsert: 10,
    bytesPerUpsert: 1e6,
    metadataBytes: 1e6,
    candidates: 100,
    concurrency: 1,
  };
  const store: Pick<Store, 'database' | 'collection' | 'tenantName' | 'limits' | 'upsert'> = {
    database: 'memory',
    collection: 'things',
    tenantName: undefined,
    limits,
    upsert: async (records) => await onUpsert(records.map(({ id }) => id)),
  };
  return store as Store; // nothing else is called
}

async function ingestInto(store: Store, journal: Journal): Promise<void> {
  const embedder: Embedder = {
    identity,
    limits: { itemsPerCall: 7, tokensPerCall: 1e9, bytesPerCall: 1e9, concurrency: 2 },
    async embed(contents) {
      const embeddings = contents.map((content) => {
        const n = Number('text' in content ? content.text.slice(5) : 0);
        return { ok: true as const, vector: vectorOf(n), tokens: 1, truncated: false };
      });
      return { embeddings, usage: { tokens: contents.length, requests: 1 } };
    },
    measure: async (contents) => contents.map(() => ({ tokens: 1, bytes: 1 })),
    close: async () => {},
  };
  const vectors = { text: { modality: 'text' as const } };
  const spec = resolveSpec({ name: 'things', embedder: identity, vectors });
  const target = { embedder, store, spec, exists: () => false, beforeFirstWrite: async () => {} };
  const items = Array.from({ length: 100 }, (_, n) => ({ id: `item-${n}`, text: `text ${n}` }));
  await ingest(target, items, { journal });
}
