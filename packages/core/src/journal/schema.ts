import type { SqlDatabase } from './sql.ts';
import { numberOf } from './sql.ts';

/** What a kind of journal keeps. */
export interface FileFormat {
  /** Name of the file in its folder. */
  readonly name: string;
  /** Marks the file among other SQLite files: four letters as a number. */
  readonly applicationId: number;
  readonly version: number;
  /** Statements that make the tables. */
  readonly tables: string;
}

/** What a file is that was opened as a journal. */
type FileKind = 'journal' | 'other-version' | 'foreign';

/** The journal of an ingest. */
export const ingestFormat: FileFormat = {
  name: 'journal.sqlite',
  applicationId: 0x6e657374, // nest
  version: 2,
  tables: `
    CREATE TABLE collections (database TEXT NOT NULL, name TEXT NOT NULL);
    CREATE TABLE identities (identity INTEGER PRIMARY KEY, json TEXT NOT NULL UNIQUE);
    CREATE TABLE sources (
      source INTEGER PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, run INTEGER NOT NULL DEFAULT 0,
      point INTEGER, point_id TEXT, total INTEGER, UNIQUE (tenant, name)
    );
    CREATE TABLE embeddings (
      embedding INTEGER PRIMARY KEY, hash BLOB NOT NULL, identity INTEGER NOT NULL, vector BLOB NOT NULL,
      checksum INTEGER NOT NULL, tokens INTEGER NOT NULL, truncated INTEGER NOT NULL
    );
    CREATE UNIQUE INDEX embeddings_by_hash ON embeddings (hash, identity);
    CREATE TABLE items (
      item INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL, source INTEGER NOT NULL, run INTEGER NOT NULL,
      position INTEGER NOT NULL, confirmed INTEGER NOT NULL, text_hash BLOB, image_hash BLOB,
      record_hash BLOB NOT NULL, signature TEXT, UNIQUE (tenant, id)
    );
    CREATE TABLE pending (item INTEGER PRIMARY KEY, fields TEXT NOT NULL);
    CREATE TABLE dead (
      source INTEGER NOT NULL, id TEXT NOT NULL, run INTEGER NOT NULL, position INTEGER NOT NULL, stage TEXT NOT NULL,
      code TEXT NOT NULL, message TEXT NOT NULL, item TEXT, PRIMARY KEY (id, source)
    ) WITHOUT ROWID;
  `,
};

/**
 * Takes the file for this process alone, and for good: the lock is the operating system's, so it goes with the process
 * however that ends, and no lock is ever stale. In WAL mode with `synchronous` FULL a commit returns when its frames, each
 * with its length and checksum, are on the disk; a torn last one is dropped when the file is opened again.
 */
export function configure(database: SqlDatabase): void {
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA page_size = 4096;
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -8000;
    PRAGMA temp_store = MEMORY;
    PRAGMA journal_size_limit = 16777216;
    BEGIN IMMEDIATE; COMMIT;
  `);
}

/** Makes the tables of a new file; says what an old one is. */
export function createTables(database: SqlDatabase, format: FileFormat): FileKind {
  const { applicationId, version, tables } = format;
  const found = numberOf(database.prepare('PRAGMA user_version').get(), 'user_version');
  const owner = numberOf(database.prepare('PRAGMA application_id').get(), 'application_id');
  if (owner !== 0 && owner !== applicationId) return 'foreign';
  if (found === version) return 'journal';
  if (found !== 0) return 'other-version';
  database.exec(`
    BEGIN IMMEDIATE;
    ${tables}
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${version};
    COMMIT;
  `);
  return 'journal';
}
