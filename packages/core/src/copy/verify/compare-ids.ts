import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallOptions } from '../../async/signal.ts';
import { numberOf, openSqlite, type SqlDatabase } from '../../journal/sql.ts';
import { recordKey } from '../../record/ids.ts';
import type { Store } from '../../store/store.ts';
import type { CopyPart } from '../copy-parts.ts';
import type { Listed, TenantId, Verification } from '../copy-report.ts';
import { listing, mostListed } from './listed.ts';
import { hashText } from '../journal/record-hash.ts';
import { sampler } from './sampler.ts';

/** What the ids of both sides say. */
export interface ComparedIds {
  readonly ids: Verification['ids'];
  /** Some ids of the source, each as likely as any other. */
  readonly sample: readonly TenantId[];
}

const sides = { from: 1, to: 2 } as const;
type Side = keyof typeof sides;

const idsOnly = { metadata: false, text: false, links: false, vectors: [] };
const pageSize = 1000;

/**
 * Compares which ids both sides have, by their hashes of 128 bits, which SQLite sorts on disk: memory does not grow with them. Gives
 * some of the source's besides.
 */
export async function compareIds(
  parts: readonly CopyPart[],
  sampleSize: number,
  call: CallOptions,
): Promise<ComparedIds> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-copy-'));
  try {
    const database = await openSqlite(join(folder, 'ids.sqlite'), folder);
    try {
      database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -16000;
        CREATE TABLE seen (hash BLOB NOT NULL, side INTEGER NOT NULL)`);
      const sample = sampler(sampleSize);
      let compared = 0;
      for (const part of parts) {
        compared += await keepIds(database, part, 'from', call, (id, hash) => {
          sample.add(id, hash);
        });
        await keepIds(database, part, 'to', call, () => {});
      }
      database.exec(
        'CREATE TABLE alone AS SELECT hash, SUM(side) AS side FROM seen GROUP BY hash HAVING SUM(side) <> 3',
      );
      const missing = await aloneIn(database, parts, 'from', call);
      const extra = await aloneIn(database, parts, 'to', call);
      return { ids: { compared, missing, extra }, sample: sample.taken() };
    } finally {
      database.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function keepIds(
  database: SqlDatabase,
  part: CopyPart,
  side: Side,
  call: CallOptions,
  onId: (id: TenantId, hash: Uint8Array) => void,
): Promise<number> {
  const add = database.prepare('INSERT INTO seen VALUES (?, ?)');
  let count = 0;
  for await (const ids of idPages(part[side], call)) {
    database.exec('BEGIN');
    for (const id of ids) {
      const hash = hashText(recordKey(part.tenant, id));
      add.run(hash, sides[side]);
      onId({ tenant: part.tenant, id }, hash);
    }
    database.exec('COMMIT');
    count += ids.length;
  }
  return count;
}

async function* idPages(
  store: Store,
  { signal }: CallOptions,
): AsyncGenerator<readonly string[], void, undefined> {
  for await (const { records } of store.scan({ include: idsOnly, pageSize, signal }))
    yield records.map(({ id }) => id);
}

/** Hashes have no ids: the first are found by another look at that side. */
async function aloneIn(
  database: SqlDatabase,
  parts: readonly CopyPart[],
  side: Side,
  call: CallOptions,
): Promise<Listed<TenantId>> {
  const row = database
    .prepare('SELECT COUNT(*) AS count FROM alone WHERE side = ?')
    .get(sides[side]);
  const count = numberOf(row, 'count');
  if (count === 0) return { count, first: [] };
  const find = database.prepare('SELECT 1 FROM alone WHERE hash = ? AND side = ?');
  const found = listing<TenantId>();
  let left = Math.min(count, mostListed);
  for (const part of parts) {
    if (left === 0) break;
    for await (const ids of idPages(part[side], call)) {
      for (const id of ids) {
        if (find.get(hashText(recordKey(part.tenant, id)), sides[side]) === undefined) continue;
        found.add({ tenant: part.tenant, id });
        left--;
      }
      if (left <= 0) break;
    }
  }
  return { count, first: found.done().first };
}
