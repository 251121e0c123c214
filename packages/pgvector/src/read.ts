import type { VectorRecord } from '@nestvec/core';
import type { Include } from '@nestvec/core/store';
import type { Scope } from './scope.ts';
import { allOf, raw, sql } from './sql.ts';

/** Keeps one answer in bounds; more ids are asked for in several statements. */
const idsPerQuery = 5000;

/** Records by id; ids that are not stored are absent. */
export async function readRecords(
  scope: Scope,
  ids: readonly string[],
  include: Include | undefined,
): Promise<Map<string, VectorRecord>> {
  const { held, layout, session } = scope;
  const found = new Map<string, VectorRecord>();
  // Two that lock the same rows take them in one order, so that neither waits for the other in a circle.
  const asked = [...new Set(ids)].sort();
  const locked = held === undefined ? raw('') : sql` ORDER BY ${layout.id} FOR NO KEY UPDATE`;
  for (let start = 0; start < asked.length; start += idsPerQuery) {
    const some = layout.idValues(asked.slice(start, start + idsPerQuery));
    const statement = sql`SELECT ${layout.parts(include)} FROM ${layout.table}
      WHERE ${allOf(layout.scope, sql`${layout.id} = ANY (${some})`)}${locked}`;
    for (const row of await session.run(scope, async ({ query }) => query(statement))) {
      const record = layout.fromRow(row);
      found.set(record.id, record);
    }
  }
  return found;
}
