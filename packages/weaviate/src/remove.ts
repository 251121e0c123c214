import type { CallOptions, RemoveTarget } from '@nestvec/core';
import { resolveRemoval } from '@nestvec/core/store';
import { checkWritable } from './attach.ts';
import { strangeAnswer, toStoreError } from './errors.ts';
import { everything, type WeaviateFilter } from './filter.ts';
import { withIds } from './read.ts';
import type { View } from './view.ts';

const idsPerRequest = 5000;

/** Removes by ids or by a filter, and waits until it is done. The caller holds the lock. */
export async function removeRecords(
  view: View,
  target: RemoveTarget,
  call: CallOptions | undefined,
): Promise<void> {
  const { session, collection, layout, spec } = view;
  checkWritable(session.options);
  const removal = resolveRemoval(target, spec);
  const remove = async (filter: WeaviateFilter, unconfirmed: readonly string[]): Promise<void> => {
    try {
      await removeAll(view, filter, call);
    } catch (error) {
      throw toStoreError(error, { collection, operation: 'remove', ids: unconfirmed });
    }
  };
  if (removal.kind === 'ids') {
    const ids = [...new Set(removal.ids)];
    for (let start = 0; start < ids.length; start += idsPerRequest) {
      const keys = ids.slice(start, start + idsPerRequest).map((id) => layout.objectId(id));
      await remove(withIds(keys), ids.slice(start));
    }
    return;
  }
  const filter = removal.kind === 'all' ? everything : view.where(removal.filter);
  // An empty filter would be an error; this one means everything.
  await remove(filter ?? everything, []);
}

/** The server takes 10,000 at a time, and says how many there were. */
async function removeAll(
  { session, place }: View,
  filter: WeaviateFilter,
  call: CallOptions | undefined,
): Promise<void> {
  for (;;) {
    session.begin('remove', call);
    const { matches, successful, failed } = await session.api.deleteMany(place, filter);
    if (failed > 0 || (matches > 0 && successful === 0))
      throw strangeAnswer(`${failed} of ${matches} objects could not be deleted`);
    if (successful >= matches) return;
  }
}
