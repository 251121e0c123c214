import type { RecordRemoval } from '@nestvec/core/store';
import type { Scope } from './scope.ts';
import { allOf, sql, type Sql } from './sql.ts';

/** Removes rows; ids that are not stored count as removed. */
export function rowRemoval(scope: Scope): RecordRemoval {
  const { layout, session } = scope;
  const remove = async (condition: Sql | undefined): Promise<void> => {
    const statement = sql`DELETE FROM ${layout.table} WHERE ${allOf(layout.scope, condition)}`;
    await session.run(scope, async ({ query }) => query(statement));
  };
  return {
    byIds: async (ids) => await remove(sql`${layout.id} = ANY (${layout.idValues(ids)})`),
    byFilter: async (filter) =>
      await remove(filter === undefined ? undefined : layout.where(filter)),
  };
}
