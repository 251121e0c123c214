import { type Ordered, reservedNames, type ResolvedSort } from '@nestvec/core/store';
import { most } from './nearest.ts';
import type { Scope } from './scope.ts';

/**
 * Lists of a collection of ours in the order of a field. The server may leave out objects that lack it, so only such as have it are asked
 * for; it orders equal values by chance, so core orders them by the ids of the records. `undefined` where the property is not as it was made.
 */
export function orderedObjects(
  { api, begin, info, layout, place, where }: Scope,
  { field, type, direction }: ResolvedSort,
): Ordered | undefined {
  if (!layout.isIndexed(field, type, info.properties)) return undefined;
  const property = layout.propertyName(field);
  const bare = { metadata: false, text: false, links: false, vectors: [] };
  return async (filter, wanted) => {
    begin();
    const limit = Math.min(wanted, most);
    const objects = await api.search(place, {
      limit,
      filter: where(filter),
      sort: { property, ascending: direction === 'asc' },
      properties: [reservedNames.recordId, property],
      vectors: [],
    });
    const places = objects.map((object) => ({
      id: layout.fromObject(object, bare).id,
      value: Number(object.properties[property]),
    }));
    return { places, isCut: places.length >= limit };
  };
}
