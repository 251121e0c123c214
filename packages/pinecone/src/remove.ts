import type { CallOptions, RemoveTarget } from '@nestvec/core';
import { type FilterNode, forEachInWindow, resolveRemoval } from '@nestvec/core/store';
import type { Call } from './call.ts';
import { toStoreError } from './errors.ts';
import { findIds } from './find-ids.ts';
import { waitUntilSeen, type WriteNumber } from './freshness.ts';
import { pieces } from './requests.ts';
import { explain, type View } from './view.ts';
import { idsPerRemoval, removeVersions, versionsOf } from './write.ts';

/** Removes by ids, by a filter, or all, and waits until it is seen. The caller holds the lock. */
export async function removeRecords(
  view: View,
  target: RemoveTarget,
  options: CallOptions | undefined,
): Promise<void> {
  const call: Call = ['remove', options];
  const removal = resolveRemoval(target, view.spec);
  const ids = removal.kind === 'ids' ? [...new Set(removal.ids)] : [];
  const unconfirmed = new Set(ids);
  try {
    if (removal.kind === 'all') await removeAll(view, call);
    else if (removal.kind === 'filter') await removeByFilter(view, removal.filter, call);
    else {
      const homes = new Map(ids.map((id) => [view.layout.homeId(id), id]));
      await removeHomes(view, [...homes.keys()], call, (removed) => {
        for (const home of removed) unconfirmed.delete(homes.get(home) ?? '');
      });
    }
  } catch (error) {
    const told = await explain(view.session, 'remove', error);
    throw toStoreError(told, {
      collection: view.collection,
      operation: 'remove',
      ids: [...unconfirmed],
    });
  }
}

/**
 * Finds the ids that a filter means and removes those. Pinecone can do it by itself, but says neither when it is done nor how
 * many it was, and knows nothing of the other indexes.
 */
async function removeByFilter(view: View, filter: FilterNode, call: Call): Promise<void> {
  for (;;) {
    const { ids, all } = await findIds(view, filter, call);
    await removeHomes(view, ids, call, () => {});
    if (all) return;
  }
}

async function removeAll(view: View, call: Call): Promise<void> {
  const { session, namespace, home, others } = view;
  // The records first: what is left in the other indexes is garbage that nobody sees.
  for (const place of [home, ...others.values()]) {
    session.begin(...call);
    await waitUntilSeen(view, place, [await place.data.removeAll(namespace)], call);
  }
}

/** Removes records of the first index, and then their other vectors. */
async function removeHomes(
  view: View,
  homes: readonly string[],
  call: Call,
  confirm: (homes: readonly string[]) => void,
): Promise<void> {
  if (homes.length === 0) return;
  const { session, home, namespace, others } = view;
  const { batchRecords, concurrency } = session.options;
  const size = Math.min(idsPerRemoval, batchRecords);
  const versions =
    others.size === 0 ? new Map<string, string>() : await versionsOf(view, homes, call);
  const removed: string[] = [];
  const writes: WriteNumber[] = [];
  const removing = forEachInWindow(pieces(homes, size), concurrency, async (some) => {
    session.begin(...call);
    writes.push(await home.data.remove(namespace, some));
    removed.push(...some);
  });
  const [outcome] = await Promise.allSettled([removing]);
  await waitUntilSeen(view, home, writes, call);
  confirm(removed);
  if (outcome.status === 'rejected') throw outcome.reason;
  await removeVersions(view, versions, call);
}
