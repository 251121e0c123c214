import type { FilterNode } from '../filter/node.ts';
import { addUnconfirmed } from './add-unconfirmed.ts';
import { resolveRemoval } from './resolve-removal.ts';
import type { RemoveTarget } from './store.ts';
import type { StoreErrors } from './store-errors.ts';
import type { ScopeStart } from './store-parts.ts';

/** How one database removes records of a scope; each call resolves when they are gone. */
export interface RecordRemoval {
  readonly byIds: (ids: readonly string[]) => Promise<void>;
  /** `undefined` stands for all records. */
  readonly byFilter: (filter: FilterNode | undefined) => Promise<void>;
}

const idsPerRequest = 5000;

/** Removes by ids or by a filter, never both at once. The caller holds the lock. */
export async function removeRecords(
  { spec, incomplete, collection, begin }: ScopeStart,
  { byIds, byFilter }: RecordRemoval,
  target: RemoveTarget,
  errors: StoreErrors,
  isId: (id: string) => boolean = () => true,
): Promise<void> {
  const removal = resolveRemoval(target, spec, incomplete);
  if (removal.kind !== 'ids') {
    begin();
    await byFilter(removal.kind === 'all' ? undefined : removal.filter);
    return;
  }
  const ids = [...new Set(removal.ids)].filter(isId); // under others there is nothing to remove
  for (let start = 0; start < ids.length; start += idsPerRequest) {
    try {
      begin();
      await byIds(ids.slice(start, start + idsPerRequest));
    } catch (error) {
      const asked = ids.slice(start, start + idsPerRequest);
      const failed = errors.toWriteError(error, { collection, operation: 'remove', ids: asked });
      throw addUnconfirmed(failed, ids.slice(start + idsPerRequest));
    }
  }
}
