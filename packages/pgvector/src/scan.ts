import { invalid } from '@nestvec/core/kit';
import type { ScanPage, ScanWalk } from '@nestvec/core/store';
import type { Scope } from './scope.ts';
import { allOf, sql } from './sql.ts';

/** Pages in the order of the id; the cursor is the id of a page's last record. */
export async function* scanTable(
  scope: Scope,
  { filter, include, pageSize, after: start }: ScanWalk,
): AsyncGenerator<ScanPage, void, undefined> {
  const { layout, session } = scope;
  const { id, parts, table } = layout;
  for (let after = start; ;) {
    const last = after === undefined ? undefined : layout.idValue(after);
    if (after !== undefined && last === undefined)
      throw invalid('after', 'is not the cursor of a page of this collection');
    const beyond = last === undefined ? undefined : sql`${id} > ${last}`;
    const statement = sql`SELECT ${parts(include)} FROM ${table}
      WHERE ${allOf(layout.scope, layout.where(filter), beyond)} ORDER BY ${id} LIMIT ${pageSize}::int8`;
    const rows = await session.run(scope, async ({ query }) => query(statement));
    const records = rows.map(layout.fromRow);
    const end = records.at(-1);
    if (end === undefined) return;
    after = end.id;
    yield { records, cursor: after };
    if (records.length < pageSize) return;
  }
}
