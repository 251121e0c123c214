import { type CallOptions, type RemoveTarget, resolveRemoval } from '@nestvec/core';
import { checkWritable } from './attach.ts';
import { toStoreError } from './errors.ts';
import { everything } from './filter.ts';
import { checkCompleted } from './points.ts';
import type { View } from './view.ts';

const idsPerRequest = 5000;

/** Removes by ids or by a filter, never both at once, and waits until it is done. */
export async function removeRecords(
  view: View,
  target: RemoveTarget,
  call: CallOptions | undefined,
): Promise<void> {
  const { session, collection, layout, spec } = view;
  const { api, lock } = session;
  checkWritable(session.options);
  const removal = resolveRemoval(target, spec);
  await lock.shared(async () => {
    const attempt = { collection, operation: 'remove' };
    if (removal.kind !== 'ids') {
      // An empty filter would mean everything by accident; this one means it.
      const filter =
        view.where(removal.kind === 'all' ? { op: 'and', nodes: [] } : removal.filter) ??
        everything;
      try {
        session.begin('remove', call);
        checkCompleted(await api.delete(collection, { filter, wait: true }));
      } catch (error) {
        throw toStoreError(error, attempt);
      }
      return;
    }
    const ids = [...new Set(removal.ids)];
    for (let start = 0; start < ids.length; start += idsPerRequest) {
      const points = ids.slice(start, start + idsPerRequest).map((id) => layout.pointId(id));
      try {
        session.begin('remove', call);
        checkCompleted(await api.delete(collection, { points, wait: true }));
      } catch (error) {
        throw toStoreError(error, { ...attempt, ids: ids.slice(start) });
      }
    }
  });
}
