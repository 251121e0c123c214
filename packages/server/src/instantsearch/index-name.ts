import { invalid } from '@nestvec/core/kit';

/** What the name of an index in a request says: which one, and in which order. */
export interface AskedIndex {
  readonly name: string;
  readonly sort: { readonly field: string; readonly direction: 'asc' | 'desc' } | undefined;
}

/**
 * `shop/sort/price:asc` is the index `shop` in the order of its prices. InstantSearch’s `sortBy` changes the name of the index and nothing
 * else; no index of a server has a `/` in its name.
 */
export function readIndexName(given: string, path: string): AskedIndex {
  const slash = given.indexOf('/');
  if (slash === -1) return { name: given, sort: undefined };
  const [, field, direction] = /^\/sort\/([^/:]+):(asc|desc)$/.exec(given.slice(slash)) ?? [];
  if (field === undefined || direction === undefined)
    throw invalid(
      path,
      'has a / in it, and is not NAME/sort/FIELD:asc or NAME/sort/FIELD:desc; take one of them, or the name alone',
    );
  return {
    name: given.slice(0, slash),
    sort: { field, direction: direction === 'asc' ? 'asc' : 'desc' },
  };
}
