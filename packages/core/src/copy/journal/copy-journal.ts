import { NestvecError } from '../../errors.ts';
import { canonicalJson } from '../../json.ts';
import { journalError } from '../../journal/journal-error.ts';
import { openFile, usualGround } from '../../journal/open-file.ts';
import { walOf } from '../../journal/wal.ts';
import type { FileFormat } from '../../journal/schema.ts';
import { numberOf, type SqlDatabase, type SqlRow, textOf } from '../../journal/sql.ts';
import { createTransactions } from '../../journal/transactions.ts';

/** What a journal is of; it never changes. */
export interface CopyFacts {
  /** `qdrant photos`, for messages. */
  readonly from: string;
  readonly to: string;
  /** How records are made, and anything else that must be the same for the next run. */
  readonly recipe: unknown;
}

/** A record that is about to be written. */
export interface SentRecord {
  readonly id: string;
  /** Hash of the source's record. */
  readonly hash: Uint8Array;
  /** What the target's record is known by again. */
  readonly mark: Uint8Array;
}

/** What is known of a record. */
export interface KnownRecord {
  readonly id: string;
  readonly hash: Uint8Array;
  readonly confirmed: boolean;
  /** Marks of what may be in the target: one, or two while a newer one is not confirmed. */
  readonly marks: readonly Uint8Array[];
}

/** How far one tenant has come in the pass under way. */
interface PartState {
  /** Cursor of the source to go on after. */
  readonly cursor: string | undefined;
  readonly done: boolean;
}

/** What a copy remembers on disk. */
export interface CopyJournal {
  /** Whether an earlier run has begun to write. */
  readonly hasBegun: boolean;
  /** The pass under way, or the next; whether it was begun by an earlier run. */
  pass(): { readonly number: number; readonly resumed: boolean };
  /** Notes that writing begins, before the target is made. Where there is no target, all that was known of one is forgotten. */
  begin(hasTarget: boolean): void;
  /** Whether nothing was written yet, so that nothing need be looked up. */
  isEmpty(): boolean;
  /** Tenants of which something was written. */
  tenants(): readonly string[];
  /** Notes that a pass is under way. */
  openPass(): void;
  state(tenant: string): PartState;
  look(tenant: string, id: string): KnownRecord | undefined;
  /** Resolves when it is on the disk, before which nothing is sent: from here on the record may be in the target. */
  send(tenant: string, pass: number, records: readonly SentRecord[]): Promise<void>;
  confirm(tenant: string, ids: readonly string[]): void;
  /** Notes that records are still in the source, as they were. */
  see(tenant: string, pass: number, ids: readonly string[]): void;
  advance(tenant: string, cursor: string, read: number): void;
  finish(tenant: string): void;
  /** Records that a tenant's completed pass did not see, after an id. */
  unseen(tenant: string, pass: number, after: string, limit: number): readonly KnownRecord[];
  /** Records that the pass under way has read of a tenant, over all its runs. */
  readOf(tenant: string): number;
  forget(tenant: string, ids: readonly string[]): void;
  /** Ends the pass. */
  endPass(): void;
  close(): void;
}

const format: FileFormat = {
  name: 'copy.sqlite',
  applicationId: 0x6e637079, // ncpy
  version: 1,
  tables: `
    CREATE TABLE copies (from_name TEXT NOT NULL, to_name TEXT NOT NULL, recipe TEXT NOT NULL, begun INTEGER NOT NULL, pass INTEGER NOT NULL, open INTEGER NOT NULL);
    CREATE TABLE parts (tenant TEXT PRIMARY KEY, cursor TEXT, done INTEGER NOT NULL, read INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE records (
      tenant TEXT NOT NULL, id TEXT NOT NULL, pass INTEGER NOT NULL, confirmed INTEGER NOT NULL, hash BLOB NOT NULL,
      mark BLOB NOT NULL, earlier BLOB, PRIMARY KEY (tenant, id)
    ) WITHOUT ROWID;
  `,
};

/** Opens or makes the journal of a copy. Rejects with `journal`, also where it is of another copy. */
export async function openCopyJournal(directory: string, facts: CopyFacts): Promise<CopyJournal> {
  const database = await openFile(usualGround, directory, format);
  try {
    return journalOf(database, directory, facts);
  } catch (error) {
    database.close();
    throw error;
  }
}

function journalOf(database: SqlDatabase, directory: string, facts: CopyFacts): CopyJournal {
  const { synced, relaxed, read } = createTransactions(database, directory);
  const hasBegun = claim(database, directory, facts, synced);
  const sql = statements(database);
  const wal = walOf(directory, format.name);
  return {
    hasBegun,
    pass() {
      const row = read('reading the pass', () => sql.copy.get());
      return { number: numberOf(row, 'pass'), resumed: numberOf(row, 'open') === 1 };
    },
    begin(hasTarget) {
      synced('beginning', () => {
        sql.begin.run();
        if (hasTarget) return;
        sql.clearRecords.run();
        sql.clearParts.run();
      });
    },
    isEmpty: () => read('reading', () => sql.any.get() === undefined),
    tenants: () =>
      read('listing tenants', () => {
        const found: string[] = [];
        for (let last: string | undefined = ''; ; found.push(last)) {
          last = textOf(sql.nextTenant.get(last) ?? {}, 'tenant');
          if (last === undefined) return found;
        }
      }),
    openPass: () => void synced('beginning a pass', () => sql.openPass.run()),
    state: (tenant) =>
      read('reading', () => {
        const row = sql.part.get(tenant);
        if (row === undefined) return { cursor: undefined, done: false };
        return { cursor: textOf(row, 'cursor'), done: numberOf(row, 'done') === 1 };
      }),
    look: (tenant, id) => read('looking up a record', () => knownOf(sql.find.get(tenant, id))),
    async send(tenant, pass, records) {
      relaxed('keeping what is sent', () => {
        for (const { id, hash, mark } of records) sql.send.run(tenant, id, pass, hash, mark);
      });
      await wal.flush();
    },
    confirm(tenant, ids) {
      relaxed('confirming records', () => {
        for (const id of ids) sql.confirm.run(tenant, id);
      });
    },
    see(tenant, pass, ids) {
      relaxed('noting records', () => {
        for (const id of ids) sql.see.run(pass, tenant, id);
      });
    },
    advance: (tenant, cursor, count) =>
      void relaxed('keeping the place', () => sql.advance.run(tenant, cursor, count)),
    finish: (tenant) => void synced('ending a tenant', () => sql.finish.run(tenant)),
    unseen: (tenant, pass, after, limit) =>
      read('listing records', () =>
        sql.unseen.all(tenant, pass, after, limit).flatMap((row) => knownOf(row) ?? []),
      ),
    readOf: (tenant) => read('reading', () => numberOf(sql.part.get(tenant), 'read')),
    forget(tenant, ids) {
      relaxed('forgetting records', () => {
        for (const id of ids) sql.forget.run(tenant, id);
      });
    },
    endPass() {
      synced('ending a pass', () => {
        sql.nextPass.run();
        sql.clearParts.run();
      });
    },
    close() {
      wal.close();
      database.close();
    },
  };
}

type Statement = ReturnType<SqlDatabase['prepare']>;

function statements(database: SqlDatabase) {
  const prepare = (text: string): Statement => database.prepare(text);
  return {
    copy: prepare('SELECT * FROM copies'),
    begin: prepare('UPDATE copies SET begun = 1'),
    openPass: prepare('UPDATE copies SET open = 1'),
    part: prepare('SELECT * FROM parts WHERE tenant = ?'),
    find: prepare('SELECT * FROM records WHERE tenant = ? AND id = ?'),
    // A version that is in the target for sure is remembered until the next one is.
    send: prepare(
      `INSERT INTO records (tenant, id, pass, confirmed, hash, mark) VALUES (?, ?, ?, 0, ?, ?)
       ON CONFLICT (tenant, id) DO UPDATE SET earlier = CASE confirmed WHEN 1 THEN mark ELSE earlier END,
         pass = excluded.pass, confirmed = 0, hash = excluded.hash, mark = excluded.mark`,
    ),
    confirm: prepare(
      'UPDATE records SET confirmed = 1, earlier = NULL WHERE tenant = ? AND id = ?',
    ),
    see: prepare('UPDATE records SET pass = ? WHERE tenant = ? AND id = ?'),
    advance: prepare(
      `INSERT INTO parts (tenant, cursor, done, read) VALUES (?, ?, 0, ?)
       ON CONFLICT (tenant) DO UPDATE SET cursor = excluded.cursor, read = read + excluded.read`,
    ),
    finish: prepare(
      'INSERT INTO parts (tenant, done, read) VALUES (?, 1, 0) ON CONFLICT (tenant) DO UPDATE SET done = 1',
    ),
    unseen: prepare(
      'SELECT * FROM records WHERE tenant = ? AND pass < ? AND id > ? ORDER BY id LIMIT ?',
    ),
    forget: prepare('DELETE FROM records WHERE tenant = ? AND id = ?'),
    nextPass: prepare('UPDATE copies SET pass = pass + 1, open = 0'),
    clearParts: prepare('DELETE FROM parts'),
    any: prepare('SELECT 1 FROM records LIMIT 1'),
    clearRecords: prepare('DELETE FROM records'),
    // One step of an index for each tenant, where DISTINCT would read all records.
    nextTenant: prepare('SELECT MIN(tenant) AS tenant FROM records WHERE tenant > ?'),
  };
}

/** Makes the journal this copy's, or sees that it is. Says whether an earlier run has begun to write. */
function claim(
  database: SqlDatabase,
  directory: string,
  { from, to, recipe }: CopyFacts,
  synced: ReturnType<typeof createTransactions>['synced'],
): boolean {
  const row = database.prepare('SELECT * FROM copies').get();
  const text = canonicalJson(recipe);
  if (row === undefined) {
    const add = database.prepare('INSERT INTO copies VALUES (?, ?, ?, 0, 1, 0)');
    synced('claiming it', () => add.run(from, to, text));
    return false;
  }
  const [oldFrom, oldTo] = [textOf(row, 'from_name'), textOf(row, 'to_name')];
  if (oldFrom !== from || oldTo !== to) {
    const what = `is of a copy from ${oldFrom} to ${oldTo}, not from ${from} to ${to}`;
    throw journalError(directory, 'another-collection', what);
  }
  if (textOf(row, 'recipe') !== text)
    throw new NestvecError(
      'journal',
      `journal ${directory}: is of a copy whose target has other vectors, fields or names; ask for the same as before, or copy into another collection with a journal of its own`,
      { directory, reason: 'another-collection' },
    );
  return numberOf(row, 'begun') === 1;
}

function knownOf(row: SqlRow | undefined): KnownRecord | undefined {
  if (row === undefined) return undefined;
  const bytes = (column: string): Uint8Array | undefined => {
    const value = row[column];
    return value instanceof Uint8Array ? value : undefined;
  };
  const [mark, earlier] = [bytes('mark'), bytes('earlier')];
  return {
    id: textOf(row, 'id') ?? '',
    hash: bytes('hash') ?? new Uint8Array(),
    confirmed: numberOf(row, 'confirmed') === 1,
    marks: [mark, earlier].filter((one) => one !== undefined),
  };
}
