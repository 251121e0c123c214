import type { ResolvedVector } from '@nestvec/core';
import type { Table } from '@lancedb/lancedb';
import type { LanceModule } from './client.ts';
import { column } from './filter.ts';
import { vectorColumn } from './schema.ts';
import type { OpenTable, Session } from './session.ts';

/** Versions older than this are removed: another process may still be reading a younger one. */
const keptMs = 10 * 60_000;

/**
 * Merges small files, folds new rows into the indexes, removes old versions, and builds the index of every vector that is
 * declared to have one once there are enough rows that have it.
 */
export async function optimizeTable(
  session: Session,
  { table, memory, peers }: OpenTable,
): Promise<void> {
  await session.write(async () => {
    const indexed = new Set((await table.listIndices()).flatMap(({ columns }) => columns));
    for (const [name, vector] of Object.entries(memory.spec.vectors)) {
      if (!vector.graph || indexed.has(vectorColumn(name))) continue;
      const rows = await table.countRows(`${column(vectorColumn(name))} IS NOT NULL`);
      if (rows < session.options.indexFrom) continue;
      await table.createIndex(vectorColumn(name), {
        config: indexOf(vector, peers.lance),
        replace: true,
      });
    }
    await table.optimize({ cleanupOlderThan: new Date(Date.now() - keptMs) });
  });
}

/** Drops the index of a named vector, so that the next `optimize` builds the one that is declared now. */
export async function dropIndex(table: Table, name: string): Promise<void> {
  for (const index of await table.listIndices()) {
    if (index.columns.includes(vectorColumn(name))) await table.dropIndex(index.name);
  }
}

/** On unit vectors `dot` orders like cosine, and unlike LanceDB's cosine it gives the same scale with every index. */
function indexOf(
  { quantization }: ResolvedVector,
  { Index }: LanceModule,
): ReturnType<LanceModule['Index']['ivfFlat']> {
  switch (quantization) {
    case 'none':
      return Index.ivfFlat({ distanceType: 'dot' });
    case 'int8':
      return Index.hnswSq({ distanceType: 'dot' });
    case 'binary':
      return Index.ivfRq({ distanceType: 'dot' });
  }
}
