import type { FilterNode } from '@nestvec/core/store';
import { type Scope, layoutIn } from './scope.ts';
import type { Asking, FoundTable, Session } from './session.ts';
import { allOf, sql, type Sql } from './sql.ts';

/** Records that a filter holds for. */
export async function countRecords(scope: Scope, filter: FilterNode): Promise<number> {
  const { layout, session } = scope;
  return await countRows(session, scope, allOf(layout.scope, layout.where(filter)));
}

/** All records, or those of one tenant. */
export async function countAll(
  session: Session,
  { memory, ...found }: FoundTable,
  tenant: string | undefined,
  operation: string,
): Promise<number> {
  const { collection } = session.options;
  // A tenant's store of a table without tenants has nothing to narrow it by.
  const seenBy = memory?.spec.tenants === true ? tenant : undefined;
  const scope = memory && layoutIn(session, { ...found, memory }, seenBy).scope;
  const begin = (): void => session.begin(operation, undefined);
  return await countRows(session, { collection, operation, begin, tenant: seenBy }, allOf(scope));
}

async function countRows(session: Session, asking: Asking, where: Sql): Promise<number> {
  const statement = sql`SELECT count(*) AS count FROM ${session.table} WHERE ${where}`;
  const [row] = await session.run(asking, async ({ query }) => query(statement));
  return Number(row?.['count']);
}

/** Names of the tenants that have records: each is looked up behind the one before it, without reading their records. */
export async function tenantsOf(session: Session, column: Sql): Promise<readonly string[]> {
  const { collection } = session.options;
  const begin = (): void => session.begin('tenants', undefined);
  const next = sql`SELECT min(${column}) FROM ${session.table}`;
  const statement = sql`WITH RECURSIVE names(name) AS (
      (${next}) UNION ALL SELECT (${next} WHERE ${column} > names.name) FROM names WHERE names.name IS NOT NULL
    ) SELECT name FROM names WHERE name IS NOT NULL`;
  const rows = await session.run({ collection, operation: 'tenants', begin }, async ({ query }) =>
    query(statement),
  );
  return rows.map((row) => String(row['name']));
}

/** Counts the rows, but no more of them than an index is built from. */
export function atLeast({ table, options }: Session): Sql {
  return sql`SELECT count(*) AS count FROM (SELECT FROM ${table} LIMIT ${options.indexFrom}::int8) AS counted`;
}
