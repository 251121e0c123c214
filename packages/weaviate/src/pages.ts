import type { ObjectQuery, StoredObject } from './api.ts';
import { isTooLong, readFailure } from './failure.ts';
import { all, type WeaviateFilter } from './filter.ts';
import type { Scope } from './scope.ts';

/** A walk through a place. */
export interface Walk extends Pick<ObjectQuery, 'properties' | 'vectors'> {
  readonly filter?: WeaviateFilter | undefined;
  readonly pageSize: number;
  /** Id to go on after. */
  readonly after?: string | undefined;
}

/**
 * Objects in the order of their ids, page by page. The server's own cursor takes no filter; with one, each page begins at ids
 * beyond the last. A page that is too long for a message is asked for again, half as large.
 */
export async function* pagesOf(
  { api, begin, place }: Pick<Scope, 'api' | 'begin' | 'place'>,
  walk: Walk,
): AsyncGenerator<readonly StoredObject[], void, undefined> {
  const { properties, vectors, filter } = walk;
  let size = Math.min(walk.pageSize, mostObjects);
  for (let last = walk.after; ;) {
    begin();
    let objects: readonly StoredObject[];
    try {
      const query = { properties, vectors, limit: size };
      objects = await api.search(place, { ...query, ...pageAfter(last, filter) });
    } catch (error) {
      if (size === 1 || !isTooLong(readFailure(error).reason)) throw error;
      size = Math.ceil(size / 2);
      continue;
    }
    last = objects.at(-1)?.id;
    if (last === undefined) return;
    yield objects;
    if (objects.length < size) return;
  }
}

/** As many as a search can give. */
const mostObjects = 10_000;

function pageAfter(
  last: string | undefined,
  filter: WeaviateFilter | undefined,
): Pick<ObjectQuery, 'filter' | 'after' | 'byId'> {
  if (filter === undefined) return { after: last ?? '' };
  const beyond =
    last === undefined
      ? true
      : ({ op: 'greaterThan', property: '_id', value: { text: last } } as const);
  const both = all([filter, beyond]);
  return { filter: typeof both === 'boolean' ? filter : both, byId: true };
}
