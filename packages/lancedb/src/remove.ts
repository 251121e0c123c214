import type { CallOptions, RemoveTarget } from '@nestvec/core';
import { resolveRemoval } from '@nestvec/core/store';
import { commit } from './commit.ts';
import { inValues } from './filter.ts';
import { allOf } from './layout.ts';
import { idsPerQuery, keysOf, type View } from './read.ts';

/** Removes records; ids that are not stored count as removed. */
export async function removeRecords(
  { table, memory, session, layout }: View,
  target: RemoveTarget,
  call: CallOptions | undefined,
): Promise<void> {
  const removal = resolveRemoval(target, memory.spec);
  if (removal.kind !== 'ids') {
    const filter = removal.kind === 'all' ? undefined : layout.toSql(removal.filter);
    const condition = allOf(layout.scope, filter);
    await commit(session, { operation: 'remove' }, call, async () => {
      await table.delete(condition);
    });
    return;
  }
  const ids = [...new Set(removal.ids)];
  for (let start = 0; start < ids.length; start += idsPerQuery) {
    for (const keys of keysOf(layout, ids.slice(start, start + idsPerQuery)))
      await commit(session, { operation: 'remove', ids: ids.slice(start) }, call, async () => {
        await table.delete(inValues(layout.keyColumn, keys));
      });
  }
}
