import type { CallOptions, RemoveTarget } from '@nestvec/core';
import { resolveRemoval } from '@nestvec/core/store';
import type { PointId } from './api.ts';
import { checkWritable } from './attach.ts';
import { toStoreError } from './errors.ts';
import { everything, type QdrantFilter } from './filter.ts';
import { checkCompleted } from './points.ts';
import type { View } from './view.ts';

const idsPerRequest = 5000;

/** Removes by ids or by a filter, never both at once, and waits until it is done. The caller holds the lock. */
export async function removeRecords(
  view: View,
  target: RemoveTarget,
  call: CallOptions | undefined,
): Promise<void> {
  const { session, collection, layout, spec } = view;
  checkWritable(session.options);
  const removal = resolveRemoval(target, spec);
  const remove = async (
    selector: { readonly points: readonly PointId[] } | { readonly filter: QdrantFilter },
    unconfirmed: readonly string[],
  ): Promise<void> => {
    try {
      session.begin('remove', call);
      checkCompleted(await session.api.delete(collection, { ...selector, wait: true }));
    } catch (error) {
      throw toStoreError(error, { collection, operation: 'remove', ids: unconfirmed });
    }
  };
  if (removal.kind === 'ids') {
    const ids = [...new Set(removal.ids)];
    for (let start = 0; start < ids.length; start += idsPerRequest) {
      const points = ids.slice(start, start + idsPerRequest).map((id) => layout.pointId(id));
      await remove({ points }, ids.slice(start));
    }
    return;
  }
  const filter = removal.kind === 'all' ? ({ op: 'and', nodes: [] } as const) : removal.filter;
  // An empty filter would mean everything by accident; this one means it.
  await remove({ filter: view.where(filter) ?? everything }, []);
}
