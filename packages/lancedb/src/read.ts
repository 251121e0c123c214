import type { VectorRecord } from '@nestvec/core';
import type { Include } from '@nestvec/core/store';
import { inValues } from './filter.ts';
import { foundRows } from './found-rows.ts';
import { allOf, type Layout } from './layout.ts';
import type { Row } from './record.ts';
import type { Scope } from './scope.ts';

/** Keeps one SQL text in bounds; more ids are asked for in several queries. */
const idsPerQuery = 5000;

/** Records by id; ids that are not stored, or not where a condition says, are absent. */
export async function readRecords(
  { table, layout, begin }: Scope,
  ids: readonly string[],
  include: Include | undefined,
  where?: string,
): Promise<Map<string, VectorRecord>> {
  const found = new Map<string, VectorRecord>();
  const keys = keysOf(layout, ids);
  for (let start = 0; start < keys.length; start += idsPerQuery) {
    begin();
    const rows = (await table
      .query()
      .where(allOf(where, inValues(layout.keyColumn, keys.slice(start, start + idsPerQuery))))
      .select(layout.columnsFor(include))
      .toArray()) as Row[]; // of the columns selected
    for (const row of rows) {
      const record = layout.fromRow(row);
      found.set(record.id, record);
    }
  }
  return found;
}

/**
 * The same by the numbers of their rows where those are known. A row that has been written again since has another number; its record
 * is read by its key, and a condition is asked of it anew.
 */
export async function readRows(
  scope: Scope,
  rowIds: ReadonlyMap<string, bigint>,
  ids: readonly string[],
  include: Include | undefined,
  where?: string,
): Promise<Map<string, VectorRecord>> {
  const { table, layout, begin } = scope;
  const found = new Map<string, VectorRecord>();
  const known = ids.flatMap((id) => rowIds.get(id) ?? []);
  if (known.length > 0) {
    begin();
    const columns = layout.columnsFor(include);
    const rows = foundRows(await table.takeRowIds(known).select(columns).toArrow());
    // Vectors are views of what was read: records of one answer live about as long as each other, and nothing is copied.
    const readers = columns.map((name) => [name, rows.reader(name)] as const);
    for (let i = 0; i < rows.count; i++) {
      const record = layout.fromRow(Object.fromEntries(readers.map(([name, at]) => [name, at(i)])));
      found.set(record.id, record);
    }
  }
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length > 0)
    for (const [id, record] of await readRecords(scope, missing, include, where))
      found.set(id, record);
  return found;
}

/** Ids as SQL, each once; those that the table can't have are left out. */
export function keysOf(layout: Layout, ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].flatMap((id) => layout.keyLiteral(id) ?? []);
}
