import type { VectorRecord } from '@nestvec/core';
import { inValues } from './filter.ts';
import type { Layout } from './layout.ts';
import type { Row } from './record.ts';
import type { OpenTable, Session } from './session.ts';

/** One table as one tenant sees it. */
export interface View extends OpenTable {
  readonly session: Session;
  readonly tenant: string | undefined;
  readonly layout: Layout;
}

/** Keeps one SQL text in bounds; more ids are asked for in several queries. */
export const idsPerQuery = 5000;

/** Records by id; ids that are not stored are absent. All columns unless some are named. */
export async function readRecords(
  { table, layout }: Pick<View, 'table' | 'layout'>,
  ids: readonly string[],
  columns: readonly string[] = layout.columnsFor(undefined),
  beforeEach?: () => void,
): Promise<Map<string, VectorRecord>> {
  const found = new Map<string, VectorRecord>();
  for (const keys of keysOf(layout, ids)) {
    beforeEach?.();
    const query = table
      .query()
      .where(inValues(layout.keyColumn, keys))
      .select([...columns]);
    const rows = (await query.toArray()) as Row[]; // of the columns selected
    for (const row of rows) {
      const record = layout.fromRow(row);
      found.set(record.id, record);
    }
  }
  return found;
}

/** Ids as SQL, each once, in pieces that one query takes; ids that the table can't have are left out. */
export function* keysOf(layout: Layout, ids: readonly string[]): Generator<readonly string[]> {
  const keys = [...new Set(ids)].flatMap((id) => layout.keyLiteral(id) ?? []);
  for (let start = 0; start < keys.length; start += idsPerQuery)
    yield keys.slice(start, start + idsPerQuery);
}
