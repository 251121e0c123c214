import { checkObjects } from '../options/check-list.ts';
import { checkStoreOptions } from './check-options.ts';
import type { FoundLists, Store } from './store.ts';

/**
 * `Store.searchMany` by the calls for one list and for records: for a store that has nothing better. Rejects with `invalid-input` where
 * `requests` is not an array of objects.
 */
export function searchEach(store: Pick<Store, 'search' | 'get'>): Store['searchMany'] {
  return async (requests, call): Promise<FoundLists> => {
    checkStoreOptions('searchMany', call);
    checkObjects(requests, 'requests');
    return {
      results: await Promise.all(requests.map(async (one) => await store.search(one, call))),
      read: async (ids, include) => await store.get(ids, { include, signal: call?.signal }),
    };
  };
}
