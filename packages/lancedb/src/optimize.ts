import type { CallOptions } from '@nestvec/core';
import { invalid, reservedNames, type ResolvedSpec } from '@nestvec/core/store';
import type { Table } from '@lancedb/lancedb';
import type { LanceModule } from './client.ts';
import { commit } from './commit.ts';
import { column } from './filter.ts';
import { vectorColumn } from './schema.ts';
import type { OpenTable, Session } from './session.ts';
import { type IndexConfig, vectorIndex } from './vector-index.ts';

/** Options of `LanceStore.optimize`. */
export interface OptimizeOptions extends CallOptions {
  /**
   * Versions younger than this, in milliseconds, are kept: another process may still be reading them. Default: ten minutes.
   */
  readonly keepMs?: number | undefined;
}

/**
 * Builds the index of every vector that is declared to have one, and of the keys, once there are enough rows; folds new rows
 * into the indexes that are there; merges small files; removes old versions.
 */
export async function optimizeTable(
  session: Session,
  { table, memory, peers }: OpenTable,
  options: OptimizeOptions | undefined,
): Promise<void> {
  const { keepMs = 10 * 60_000 } = options ?? {};
  if (!(keepMs >= 0)) throw invalid('keepMs', `must be 0 or more, got ${keepMs}`);
  const indexed = new Set((await table.listIndices()).flatMap(({ columns }) => columns));
  for (const [name, index] of wantedIndexes(memory.spec, peers.lance)) {
    if (indexed.has(name)) continue;
    if ((await table.countRows(`${column(name)} IS NOT NULL`)) < session.options.indexFrom)
      continue;
    await commit(session, { operation: 'optimize' }, options, async () => {
      await table.createIndex(name, { config: index(), replace: true });
    });
  }
  await commit(session, { operation: 'optimize' }, options, async () => {
    await table.optimize({ cleanupOlderThan: new Date(Date.now() - keepMs) });
  });
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
