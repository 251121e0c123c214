import type { FileFormat } from '@nestvec/core/kit';

/** The list of a producer: what it added, what it has seen, what failed. `jobs` holds only those that are not accounted for. */
export const listFormat: FileFormat = {
  name: 'queue.sqlite',
  applicationId: 0x6e717565, // nque
  version: 1,
  tables: `
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE jobs (job TEXT PRIMARY KEY, items INTEGER NOT NULL, losses INTEGER NOT NULL, data TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE items (hash BLOB PRIMARY KEY, run INTEGER NOT NULL, version BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE later (id TEXT PRIMARY KEY, version TEXT NOT NULL, item TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE dead (
      id TEXT PRIMARY KEY, stage TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, item TEXT, run INTEGER NOT NULL
    ) WITHOUT ROWID;
  `,
};
