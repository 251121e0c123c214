import { type RecordRemoval, removesAll } from '@nestvec/core/store';
import { commit } from './commit.ts';
import { inValues } from './filter.ts';
import { allOf } from './layout.ts';
import { keysOf } from './read.ts';
import type { Scope } from './scope.ts';

/** Removes rows; ids that are not stored count as removed. */
export function rowRemoval(scope: Scope): RecordRemoval {
  const { layout, table } = scope;
  const remove = async (condition: string): Promise<void> => {
    await commit(scope, async () => {
      await table.delete(condition);
    });
  };
  return {
    byIds: async (ids) => await remove(inValues(layout.keyColumn, keysOf(layout, ids))),
    async byFilter(filter) {
      const condition = filter === undefined ? undefined : layout.toSql(filter);
      // What no row can fail, whatever it holds, is known by now only.
      if (condition === 'true') throw removesAll();
      await remove(allOf(layout.scope, condition));
    },
  };
}
