import { type RecordRemoval, removesAll } from '@nestvec/core/store';
import { strangeAnswer } from './errors.ts';
import { everything, type WeaviateFilter } from './filter.ts';
import { withIds } from './read.ts';
import type { Scope } from './scope.ts';

/** Removes objects. */
export function objectRemoval(scope: Scope): RecordRemoval {
  const { layout } = scope;
  return {
    byIds: async (ids) => await removeAll(scope, withIds(ids.map((id) => layout.objectId(id)))),
    async byFilter(node) {
      // No filter at all would be an error; one that no object can fail, whatever it holds, is known by now only.
      const filter = node === undefined ? everything : scope.where(node);
      if (filter === undefined) throw removesAll();
      await removeAll(scope, filter);
    },
  };
}

/** The server takes 10,000 at a time, and says how many there were. */
async function removeAll({ api, begin, place }: Scope, filter: WeaviateFilter): Promise<void> {
  for (;;) {
    begin();
    const { matches, successful, failed } = await api.deleteMany(place, filter);
    if (failed > 0 || (matches > 0 && successful === 0))
      throw strangeAnswer(`${failed} of ${matches} objects could not be deleted`);
    if (successful >= matches) return;
  }
}
