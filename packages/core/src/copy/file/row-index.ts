import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numberOf, openSqlite, type SqlDatabase, textOf } from '../../journal/sql.ts';

/** Which record each row of a file is. It lies on the disk, so that memory does not grow with the file. */
export interface RowIndex {
  /** Adds a row; gives the one that has the same id already, where there is one. */
  add(row: number, tenant: string, id: string): number | undefined;
  /** Ends the adding. */
  ready(): void;
  count(tenant: string | undefined): number;
  tenants(): readonly string[];
  /** Rows behind one, in order; of one tenant, or all. */
  after(row: number, tenant: string | undefined, limit: number): readonly IndexedRow[];
  find(tenant: string | undefined, id: string): number | undefined;
  close(): Promise<void>;
}

/** A row and its record's id. */
export interface IndexedRow {
  readonly row: number;
  readonly id: string;
}

/** Rows that are kept in one transaction. */
const together = 10_000;

/** Makes an empty index in the folder for temporary files. */
export async function createRowIndex(): Promise<RowIndex> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-copy-'));
  try {
    const database = await openSqlite(join(folder, 'rows.sqlite'), folder);
    return indexOver(database, folder);
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
}

function indexOver(database: SqlDatabase, folder: string): RowIndex {
  database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;
    CREATE TABLE rows (row INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (tenant, id));
    BEGIN`);
  const insert = database.prepare('INSERT OR IGNORE INTO rows VALUES (?, ?, ?)');
  const find = database.prepare('SELECT row FROM rows WHERE tenant = ? AND id = ?');
  const all = database.prepare('SELECT COUNT(*) AS count FROM rows');
  const ofTenant = database.prepare('SELECT COUNT(*) AS count FROM rows WHERE tenant = ?');
  const next = database.prepare('SELECT row, id FROM rows WHERE row > ? ORDER BY row LIMIT ?');
  const nextOf = database.prepare(
    'SELECT row, id FROM rows WHERE row > ? AND tenant = ? ORDER BY row LIMIT ?',
  );
  const names = database.prepare('SELECT DISTINCT tenant FROM rows ORDER BY tenant');
  const rowOf = (tenant: string, id: string): number | undefined => {
    const found = find.get(tenant, id);
    return found === undefined ? undefined : numberOf(found, 'row');
  };
  let added = 0;
  return {
    add(row, tenant, id) {
      if (Number(insert.run(row, tenant, id).changes) === 0) return rowOf(tenant, id);
      if (++added % together === 0) database.exec('COMMIT; BEGIN');
      return undefined;
    },
    // With the rows' numbers behind it, as every index has them.
    ready: () => database.exec('COMMIT; CREATE INDEX of_tenants ON rows (tenant)'),
    count: (tenant) => numberOf(tenant === undefined ? all.get() : ofTenant.get(tenant), 'count'),
    tenants: () => names.all().map((row) => textOf(row, 'tenant') ?? ''),
    after(row, tenant, limit) {
      const rows = tenant === undefined ? next.all(row, limit) : nextOf.all(row, tenant, limit);
      return rows.map((found) => ({ row: numberOf(found, 'row'), id: textOf(found, 'id') ?? '' }));
    },
    find: (tenant, id) => rowOf(tenant ?? '', id),
    async close() {
      database.close();
      await rm(folder, { recursive: true });
    },
  };
}
