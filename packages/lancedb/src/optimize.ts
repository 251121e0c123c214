import { type OptimizeOptions, reservedNames, type ResolvedSpec } from '@nestvec/core/store';
import type { IndexConfig as IndexConfigOfTable, Table } from '@lancedb/lancedb';
import type { LanceModule } from './client.ts';
import { commit } from './commit.ts';
import { column } from './filter.ts';
import { vectorColumn } from './schema.ts';
import type { OpenTable, Session } from './session.ts';
import { type IndexConfig, vectorIndex } from './vector-index.ts';
import { buildWordsIndex } from './words-index.ts';

/** Small files of a table that are worth merging. */
const manyFiles = 16;

/** Part of the records that an index may lack: those are compared one by one in every search. */
const mostUnindexed = 0.1;

/**
 * Builds the index of every vector that is declared to have one, and of the keys, once there are enough rows, and that of the words
 * where it is gone; folds new rows
 * into the indexes that are there; merges small files; removes old versions. With `ifNeeded` only where a declared index is missing
 * from `indexFrom` records on, where an index lacks a tenth of the records, or where the table lies in 16 small files or more.
 */
export async function optimizeTable(
  session: Session,
  { table, memory, peers }: OpenTable,
  options: OptimizeOptions | undefined,
): Promise<void> {
  const { keepMs = 10 * 60_000, ifNeeded = false } = options ?? {};
  const indexes = await table.listIndices();
  const indexed = new Set(indexes.flatMap(({ columns }) => columns));
  const lacksWords = memory.spec.keyword && !indexed.has(reservedNames.words);
  if (ifNeeded) {
    const missing = wantedIndexes(memory.spec, peers.lance).some(([name]) => !indexed.has(name));
    const isDue =
      lacksWords || (await isNeeded(table, indexes, missing, session.options.indexFrom));
    if (!isDue) return;
  }
  const writing = {
    collection: session.options.collection,
    operation: 'optimize',
    begin: () => session.begin('optimize', options),
  };
  if (lacksWords) await commit(writing, async () => await buildWordsIndex(table, peers.lance));
  for (const [name, index] of wantedIndexes(memory.spec, peers.lance)) {
    if (indexed.has(name)) continue;
    if ((await table.countRows(`${column(name)} IS NOT NULL`)) < session.options.indexFrom)
      continue;
    await commit(writing, async () => {
      await table.createIndex(name, { config: index(), replace: true });
    });
  }
  await commit(writing, async () => {
    // A time before 1970 keeps everything, and so does any longer time.
    await table.optimize({ cleanupOlderThan: new Date(Math.max(0, Date.now() - keepMs)) });
  });
}

async function isNeeded(
  table: Table,
  indexes: readonly IndexConfigOfTable[],
  isMissing: boolean,
  indexFrom: number,
): Promise<boolean> {
  const { numRows, fragmentStats } = await table.stats();
  return (
    (isMissing && numRows >= indexFrom) ||
    indexes.some(({ numUnindexedRows = 0 }) => numUnindexedRows > numRows * mostUnindexed) ||
    fragmentStats.numSmallFragments >= manyFiles
  );
}

/** Drops the index of a named vector, so that the next `optimize` builds the one that is declared now. */
export async function dropIndex(table: Table, name: string): Promise<void> {
  for (const index of await table.listIndices()) {
    if (index.columns.includes(vectorColumn(name))) await table.dropIndex(index.name);
  }
}

function wantedIndexes(
  spec: ResolvedSpec,
  lance: LanceModule,
): readonly (readonly [column: string, index: () => IndexConfig])[] {
  const vectors = Object.entries(spec.vectors).filter(([, { graph }]) => graph);
  return [
    // Updates look up the keys they replace, and reads the ids they are asked for.
    [reservedNames.key, () => lance.Index.btree()],
    ...vectors.map(
      ([name, vector]) => [vectorColumn(name), () => vectorIndex(vector, lance)] as const,
    ),
  ];
}
