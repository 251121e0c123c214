import type { CallOptions, RemoveTarget } from '@nestvec/core';
import { reservedNames, resolveRemoval } from '@nestvec/core/store';
import { commit } from './commit.ts';
import { inTexts, toSql } from './filter.ts';
import { keyOf } from './keys.ts';
import { idsPerQuery, type View } from './read.ts';

/** Removes records; ids that are not stored count as removed. `where` narrows a condition to the view's tenant. */
export async function removeRecords(
  { table, memory, session, tenant }: View,
  target: RemoveTarget,
  where: (condition: string) => string,
  call: CallOptions | undefined,
): Promise<void> {
  const removal = resolveRemoval(target, memory.spec);
  if (removal.kind !== 'ids') {
    const condition = where(removal.kind === 'all' ? 'true' : toSql(removal.filter));
    await commit(session, { operation: 'remove' }, call, async () => {
      await table.delete(condition);
    });
    return;
  }
  const ids = [...new Set(removal.ids)];
  for (let start = 0; start < ids.length; start += idsPerQuery) {
    const keys = ids.slice(start, start + idsPerQuery).map((id) => keyOf(tenant, id));
    await commit(session, { operation: 'remove', ids: ids.slice(start) }, call, async () => {
      await table.delete(inTexts(reservedNames.key, keys));
    });
  }
}
