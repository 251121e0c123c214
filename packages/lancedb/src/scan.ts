import { invalid } from '@nestvec/core/kit';
import type { ScanPage, ScanWalk } from '@nestvec/core/store';
import { column } from './filter.ts';
import { foundRows, rowIdsOf } from './found-rows.ts';
import { allOf } from './layout.ts';
import { readRows } from './read.ts';
import type { Scope } from './scope.ts';

/**
 * Places that are looked up at once. What LanceDB orders it reads of all records, and holds until the last one is read: with the
 * vectors among it, that is the whole table for each page. So the order of many pages is found by keys alone, and the records of each
 * page are read from their places.
 */
const placesAtOnce = 20_000;

/** Pages in the order of the key; the cursor is the id of a page's last record. */
export async function* scanTable(
  scope: Scope,
  { filter, include, pageSize, after }: ScanWalk,
): AsyncGenerator<ScanPage, void, undefined> {
  const { layout, begin } = scope;
  const where = allOf(layout.scope, layout.toSql(filter));
  const isIdsAlone = layout.columnsFor(include).every((name) => name === layout.idColumn);
  const most = Math.max(pageSize, placesAtOnce);
  for (let cursor = after; ;) {
    const places = await placesAfter(scope, where, cursor, most);
    for (let at = 0; at < places.length; at += pageSize) {
      begin();
      const page = places.slice(at, at + pageSize);
      const ids = page.map(({ id }) => id);
      cursor = ids.at(-1) ?? cursor;
      if (cursor === undefined) return;
      const rowIds = new Map(page.map(({ id, rowId }) => [id, rowId]));
      const found = isIdsAlone ? undefined : await readRows(scope, rowIds, ids, include, where);
      const records = ids.flatMap((id) =>
        found === undefined ? layout.fromRow({ [layout.idColumn]: id }) : (found.get(id) ?? []),
      );
      if (records.length > 0) yield { records, cursor }; // all of them may have been removed since
    }
    if (places.length < most) return;
  }
}

/** A record's id, and LanceDB's number of its row. */
interface Place {
  readonly id: string;
  readonly rowId: bigint;
}

/** The next places in the order of the key. */
async function placesAfter(
  { table, layout, begin }: Scope,
  where: string,
  after: string | undefined,
  limit: number,
): Promise<readonly Place[]> {
  begin();
  const { keyColumn, idColumn } = layout;
  const last = after === undefined ? undefined : layout.keyLiteral(after);
  if (after !== undefined && last === undefined)
    throw invalid('after', 'is not the cursor of a page of this collection');
  const rows = foundRows(
    await table
      .query()
      .where(allOf(where, last === undefined ? undefined : `${column(keyColumn)} > ${last}`))
      .orderBy({ columnName: keyColumn, ascending: true })
      .select([...new Set([keyColumn, idColumn])])
      .limit(limit)
      .withRowId() // without it, ordering by a column that has an index fails
      .toArrow(),
  );
  const idAt = rows.reader(idColumn);
  const rowIdAt = rowIdsOf(rows);
  return Array.from({ length: rows.count }, (_, i) => ({ id: String(idAt(i)), rowId: rowIdAt(i) }));
}
