import type { VectorRecord } from '@nestvec/core';
import type { Include } from '@nestvec/core/store';
import { inValues } from './filter.ts';
import type { Layout } from './layout.ts';
import type { Row } from './record.ts';
import type { Scope } from './scope.ts';

/** Keeps one SQL text in bounds; more ids are asked for in several queries. */
const idsPerQuery = 5000;

/** Records by id; ids that are not stored are absent. */
export async function readRecords(
  { table, layout, begin }: Scope,
  ids: readonly string[],
  include: Include | undefined,
): Promise<Map<string, VectorRecord>> {
  const found = new Map<string, VectorRecord>();
  const keys = keysOf(layout, ids);
  for (let start = 0; start < keys.length; start += idsPerQuery) {
    begin();
    const rows = (await table
      .query()
      .where(inValues(layout.keyColumn, keys.slice(start, start + idsPerQuery)))
      .select(layout.columnsFor(include))
      .toArray()) as Row[]; // of the columns selected
    for (const row of rows) {
      const record = layout.fromRow(row);
      found.set(record.id, record);
    }
  }
  return found;
}

/** Ids as SQL, each once; those that the table can't have are left out. */
export function keysOf(layout: Layout, ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].flatMap((id) => layout.keyLiteral(id) ?? []);
}
