import { createIdSet, type IdSet, reservedNames } from '@nestvec/core/store';
import type { Table } from '@lancedb/lancedb';

import { keepBom } from './keys.ts';

/** The keys of a table, remembered by its only writer, who need not look them up for every batch. */
export interface KnownKeys {
  /** Those of the newest version; read anew unless `wrote` has named that version. */
  of(table: Table): Promise<IdSet>;
  /** Adds the keys that a transaction wrote, which made a version. */
  wrote(version: number, keys: readonly string[]): void;
  /** The table may be another one from now on. */
  forget(): void;
}

/** Rows read at once: LanceDB opens all files that a query touches, and a page touches few of them. */
const rowsPerPage = 50_000;

/** Knows nothing before its first use. */
export function createKnownKeys(): KnownKeys {
  let known = createIdSet();
  let version: number | undefined;
  return {
    async of(table) {
      const newest = await table.version();
      if (newest === version) return known;
      version = undefined;
      known = await readKeys(table);
      version = newest;
      return known;
    },
    wrote(made, keys) {
      for (const key of keys) known.add(key);
      version = version !== undefined && made === version + 1 ? made : undefined;
    },
    forget() {
      version = undefined;
    },
  };
}

async function readKeys(table: Table): Promise<IdSet> {
  const keys = createIdSet();
  const { key } = reservedNames;
  for (let start = 0, rows = rowsPerPage; rows === rowsPerPage; start += rowsPerPage) {
    rows = 0;
    for await (const batch of table.query().select([key]).limit(rowsPerPage).offset(start)) {
      const column = batch.getChild(key);
      for (let i = 0; i < batch.numRows; i++) keys.add(keepBom(String(column?.get(i))));
      rows += batch.numRows;
    }
  }
  return keys;
}
