import type * as Sqlite from 'node:sqlite';
import { once } from '../async/once.ts';
import { NestvecError } from '../errors.ts';

/** A value that SQLite keeps. */
type SqlValue = string | number | Uint8Array | null;

/** A row by column name. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** As much of a prepared statement of `node:sqlite` as the journal uses. */
interface SqlStatement {
  run(...values: SqlValue[]): { readonly changes: number | bigint };
  get(...values: SqlValue[]): SqlRow | undefined;
  all(...values: SqlValue[]): readonly SqlRow[];
}

/** As much of `node:sqlite` as the journal uses. Tests put another build of SQLite behind it, over files that fail. */
export interface SqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  close(): void;
}

/** Opens a file with the SQLite that Node brings along. Rejects with `journal` on a Node that has none. */
export async function openSqlite(path: string, directory: string): Promise<SqlDatabase> {
  const { DatabaseSync } = await loadSqlite(directory);
  return new DatabaseSync(path);
}

/** Once for all that wait: two that silence warnings at once would leave them silent. */
const importSqlite = once(async (): Promise<typeof Sqlite> => {
  const emitWarning: unknown = Reflect.get(process, 'emitWarning');
  // Node 22 says once that its SQLite is experimental; what the journal uses of it has not changed since, and a library prints nothing.
  process.emitWarning = () => {};
  try {
    return await import('node:sqlite');
  } finally {
    Reflect.set(process, 'emitWarning', emitWarning);
  }
});

async function loadSqlite(directory: string): Promise<typeof Sqlite> {
  try {
    return await importSqlite();
  } catch (cause) {
    const message = `the journal in ${directory} needs the SQLite of Node 22.13 or newer; this is Node ${process.versions.node}`;
    throw new NestvecError('journal', message, { directory, reason: 'node' }, { cause });
  }
}

/** A whole number of a row. */
export function numberOf(row: SqlRow | undefined, column: string): number {
  return Number(row?.[column] ?? 0);
}

/** A text of a row; `undefined` for NULL. */
export function textOf(row: SqlRow, column: string): string | undefined {
  const value = row[column];
  return typeof value === 'string' ? value : undefined;
}

/** A hash of a row, as hexadecimal digits; `undefined` for NULL. */
export function hashOf(row: SqlRow, column: string): string | undefined {
  const value = row[column];
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : undefined;
}

/** A hash as it is stored. */
export function hashBytes(hash: string | undefined): Uint8Array | null {
  return hash === undefined ? null : Buffer.from(hash, 'hex');
}
