import type { CallOptions } from '@nestvec/core';
import type { FilterNode } from '@nestvec/core/store';
import { type Scope, layoutIn } from './scope.ts';
import { type Asking, askingOf, type FoundTable, type Session } from './session.ts';
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
  call: CallOptions | undefined,
): Promise<number> {
  // A tenant's store of a table without tenants has nothing to narrow it by.
  const seenBy = memory?.spec.tenants === true ? tenant : undefined;
  const scope = memory && layoutIn(session, { ...found, memory }, seenBy).scope;
  const asking = { ...askingOf(session, operation, call), tenant: seenBy };
  return await countRows(session, asking, allOf(scope));
}

async function countRows(session: Session, asking: Asking, where: Sql): Promise<number> {
  const statement = sql`SELECT count(*) AS count FROM ${session.table} WHERE ${where}`;
  const [row] = await session.run(asking, async ({ query }) => query(statement));
  return Number(row?.['count']);
}

/** Whether the tenant of the scope has records: a role with row-level security sees them only where it names the tenant. */
export async function hasTenant({ layout, session, ...asking }: Scope): Promise<boolean> {
  const statement = sql`SELECT 1 AS one FROM ${layout.table} WHERE ${allOf(layout.scope)} LIMIT 1`;
  const rows = await session.run(asking, async ({ query }) => query(statement));
  return rows.length > 0;
}

/** Names of the tenants that have records: each is looked up behind the one before it, without reading their records. */
export async function tenantsOf(
  session: Session,
  column: Sql,
  call: CallOptions | undefined,
): Promise<readonly string[]> {
  const next = sql`SELECT min(${column}) FROM ${session.table}`;
  const statement = sql`WITH RECURSIVE _nestvec_names(_nestvec_name) AS (
      (${next}) UNION ALL SELECT (${next} WHERE ${column} > _nestvec_name) FROM _nestvec_names WHERE _nestvec_name IS NOT NULL
    ) SELECT _nestvec_name AS name FROM _nestvec_names WHERE _nestvec_name IS NOT NULL`;
  const rows = await session.run(askingOf(session, 'tenants', call), async ({ query }) =>
    query(statement),
  );
  return rows.map((row) => String(row['name']));
}

/** Counts the rows, but no more of them than an index is built from. */
export function atLeast({ table, options }: Session): Sql {
  return sql`SELECT count(*) AS count FROM (SELECT FROM ${table} LIMIT ${options.indexFrom}::int8) AS _nestvec_counted`;
}
