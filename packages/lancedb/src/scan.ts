import { parseFilter, type ScanOptions, type ScanPage } from '@nestvec/core';
import { checkInclude, invalid } from '@nestvec/core/store';
import { toStoreError } from './errors.ts';
import { column } from './filter.ts';
import { allOf } from './layout.ts';
import type { View } from './read.ts';
import type { Row } from './record.ts';

/** Pages in the order of the key; the cursor is the id of a page's last record. */
export async function* scanTable(
  open: () => Promise<View>,
  options: ScanOptions,
): AsyncGenerator<ScanPage, void, undefined> {
  const { pageSize = 256, include } = options;
  if (!Number.isInteger(pageSize) || pageSize < 1)
    throw invalid('pageSize', `must be a positive integer, got ${pageSize}`);
  for (let after = options.after; ;) {
    const { table, memory, layout, session } = await open();
    checkInclude(include, memory.spec);
    const filter = parseFilter(options.filter, memory.spec.fields);
    const last = after === undefined ? undefined : layout.keyLiteral(after);
    if (after !== undefined && last === undefined)
      throw invalid('after', 'is not the cursor of a page of this collection');
    const where = allOf(
      layout.scope,
      layout.toSql(filter),
      last === undefined ? undefined : `${column(layout.keyColumn)} > ${last}`,
    );
    let rows: Row[];
    try {
      rows = (await table
        .query()
        .where(where)
        .orderBy({ columnName: layout.keyColumn, ascending: true })
        .select(layout.columnsFor(include))
        .limit(pageSize)
        .withRowId() // without it, ordering by a column that has an index fails
        .toArray()) as Row[]; // the columns selected
    } catch (error) {
      throw toStoreError(error, { collection: session.options.collection, operation: 'scan' });
    }
    const records = rows.map(layout.fromRow);
    const end = records.at(-1);
    if (end === undefined) return;
    after = end.id;
    yield { records, cursor: after };
    if (records.length < pageSize) return;
  }
}
