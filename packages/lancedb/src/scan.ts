import { invalid } from '@nestvec/core/kit';
import type { ScanPage, ScanWalk } from '@nestvec/core/store';
import { column } from './filter.ts';
import { allOf } from './layout.ts';
import type { Row } from './record.ts';
import type { Scope } from './scope.ts';

/** Pages in the order of the key; the cursor is the id of a page's last record. */
export async function* scanTable(
  { table, layout, begin }: Scope,
  { filter, include, pageSize, after: start }: ScanWalk,
): AsyncGenerator<ScanPage, void, undefined> {
  for (let after = start; ;) {
    begin();
    const last = after === undefined ? undefined : layout.keyLiteral(after);
    if (after !== undefined && last === undefined)
      throw invalid('after', 'is not the cursor of a page of this collection');
    const rows = (await table
      .query()
      .where(
        allOf(
          layout.scope,
          layout.toSql(filter),
          last === undefined ? undefined : `${column(layout.keyColumn)} > ${last}`,
        ),
      )
      .orderBy({ columnName: layout.keyColumn, ascending: true })
      .select(layout.columnsFor(include))
      .limit(pageSize)
      .withRowId() // without it, ordering by a column that has an index fails
      .toArray()) as Row[]; // the columns selected
    const records = rows.map(layout.fromRow);
    const end = records.at(-1);
    if (end === undefined) return;
    after = end.id;
    yield { records, cursor: after };
    if (records.length < pageSize) return;
  }
}
