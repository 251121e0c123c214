import { parseFilter, type ScanOptions, type ScanPage } from '@nestvec/core';
import { checkInclude, invalid, reservedNames } from '@nestvec/core/store';
import { toStoreError } from './errors.ts';
import { column, textLiteral, toSql } from './filter.ts';
import { keyOf } from './keys.ts';
import type { View } from './read.ts';
import { columnsFor, fromRow, type Row } from './record.ts';

/** Pages in the order of the key; the cursor is the id of a page's last record. */
export async function* scanTable(
  open: () => Promise<View>,
  scope: string | undefined,
  options: ScanOptions,
): AsyncGenerator<ScanPage, void, undefined> {
  const { pageSize = 256, include } = options;
  if (!Number.isInteger(pageSize) || pageSize < 1)
    throw invalid('pageSize', `must be a positive integer, got ${pageSize}`);
  for (let after = options.after; ;) {
    const { table, memory, tenant, session } = await open();
    checkInclude(include, memory.spec);
    const filter = parseFilter(options.filter, memory.spec.fields);
    const where = [
      ...(scope === undefined ? [] : [scope]),
      toSql(filter),
      ...(after === undefined
        ? []
        : [`${column(reservedNames.key)} > ${textLiteral(keyOf(tenant, after))}`]),
    ].join(' AND ');
    let rows: Row[];
    try {
      rows = (await table
        .query()
        .where(where)
        .orderBy({ columnName: reservedNames.key, ascending: true })
        .select(columnsFor(include ?? {}, memory.spec))
        .limit(pageSize)
        .withRowId() // without it, ordering by a column that has an index fails
        .toArray()) as Row[]; // the columns selected
    } catch (error) {
      throw toStoreError(error, { collection: session.options.collection, operation: 'scan' });
    }
    const records = rows.map((row) => fromRow(row, memory.spec));
    const last = records.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield { records, cursor: after };
    if (records.length < pageSize) return;
  }
}
