import { forEachInWindow } from '@nestvec/core/kit';
import { type FilterNode, type RecordRemoval, removesAll } from '@nestvec/core/store';
import { errors } from './errors.ts';
import { compileFilter, placeParts } from './filter.ts';
import { findIds } from './find-ids.ts';
import { waitUntilSeen, type WriteNumber } from './freshness.ts';
import { pieces } from './requests.ts';
import type { Scope } from './scope.ts';
import { idsPerRemoval, removeVersions, versionsOf } from './write.ts';

/** Removes records and waits until that is seen. */
export function recordRemoval(scope: Scope): RecordRemoval {
  const { collection, operation, layout } = scope;
  return {
    async byIds(ids) {
      const homes = new Map(ids.map((id) => [layout.homeId(id), id]));
      const unconfirmed = new Set(ids);
      try {
        await removeHomes(scope, [...homes.keys()], (removed) => {
          for (const home of removed) unconfirmed.delete(homes.get(home) ?? '');
        });
      } catch (error) {
        throw errors.toStoreError(error, { collection, operation, ids: [...unconfirmed] });
      }
    },
    byFilter: async (filter) =>
      await (filter === undefined ? removeAll(scope) : removeByFilter(scope, filter)),
  };
}

/**
 * Finds the ids that a filter means and removes those. Pinecone can do it by itself, but says neither when it is done nor how
 * many it was, and knows nothing of the other indexes.
 */
async function removeByFilter(scope: Scope, filter: FilterNode): Promise<void> {
  // What no record can fail, whatever it holds, is known by now only.
  if (compileFilter(placeParts(filter, scope.layout)) === true) throw removesAll();
  for (;;) {
    const { ids, all } = await findIds(scope, filter);
    await removeHomes(scope, ids, () => {});
    if (all) return;
  }
}

async function removeAll(scope: Scope): Promise<void> {
  const { namespace, home, others, begin } = scope;
  // The records first: what is left in the other indexes is garbage that is not seen.
  for (const place of [home, ...others.values()]) {
    begin();
    await waitUntilSeen(scope, place, [await place.data.removeAll(namespace)]);
  }
}

/** Removes records of the first index, and then their other vectors. */
async function removeHomes(
  scope: Scope,
  homes: readonly string[],
  confirm: (homes: readonly string[]) => void,
): Promise<void> {
  if (homes.length === 0) return;
  const { session, home, namespace, others, begin } = scope;
  const { batchRecords, concurrency } = session.options;
  const size = Math.min(idsPerRemoval, batchRecords);
  const versions = others.size === 0 ? new Map<string, string>() : await versionsOf(scope, homes);
  const removed: string[] = [];
  const writes: WriteNumber[] = [];
  const removing = forEachInWindow(pieces(homes, size), concurrency, async (some) => {
    begin();
    writes.push(await home.data.remove(namespace, some));
    removed.push(...some);
  });
  const [outcome] = await Promise.allSettled([removing]);
  await waitUntilSeen(scope, home, writes);
  confirm(removed);
  if (outcome.status === 'rejected') throw outcome.reason;
  await removeVersions(scope, versions);
}
