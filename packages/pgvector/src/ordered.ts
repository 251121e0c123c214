import type { Ordered, ResolvedSort } from '@nestvec/core/store';
import type { Scope } from './scope.ts';
import { readShown, shownValue } from './shown-value.ts';
import { allOf, name, raw, sql } from './sql.ts';

/**
 * Lists of a table of ours in the order of a column. Rows without a value are left out by the filter, so that the column's index serves both
 * directions; equal ones are ordered by core, since the database orders ids by their bytes.
 */
export function orderedRows(scope: Scope, { field, type, direction }: ResolvedSort): Ordered {
  const { layout, session } = scope;
  const column = name(field);
  const bare = { metadata: false, text: false, links: false, vectors: [] };
  return async (filter, limit) => {
    const statement = sql`SELECT ${layout.parts(bare)}, ${shownValue(type, column)} AS _nestvec_value FROM ${layout.table}
      WHERE ${allOf(layout.scope, layout.where(filter))} ORDER BY ${column} ${raw(direction)} LIMIT ${limit}::int8`;
    const rows = await session.run(scope, async ({ query }) => query(statement));
    const places = rows.map((row) => ({
      id: layout.fromRow(row).id,
      value: readShown(type, row['_nestvec_value']),
    }));
    return { places, isCut: places.length >= limit };
  };
}
