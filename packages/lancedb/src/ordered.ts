import type { Ordered, ResolvedSort } from '@nestvec/core/store';
import { foundRows } from './found-rows.ts';
import { allOf } from './layout.ts';
import type { Scope } from './scope.ts';

/** Lists of a table of ours in the order of a column; core orders equal ones by id. */
export function orderedRows(
  { table, layout, begin }: Scope,
  { field, direction }: ResolvedSort,
): Ordered {
  return async (filter, limit) => {
    begin();
    const query = table
      .query()
      .where(allOf(layout.scope, layout.toSql(filter)))
      .orderBy({ columnName: field, ascending: direction === 'asc' })
      .select([layout.idColumn, field]) // without the column, LanceDB fails to order by it
      .limit(limit)
      .withRowId(); // without it, ordering by a column that has an index fails
    const rows = foundRows(await query.toArrow());
    const idAt = rows.reader(layout.idColumn);
    const valueAt = rows.reader(field);
    const places = Array.from({ length: rows.count }, (_, i) => ({
      id: String(idAt(i)),
      value: Number(valueAt(i)),
    }));
    return { places, isCut: places.length >= limit };
  };
}
