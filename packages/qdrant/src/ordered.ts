import type { Ordered, ResolvedSort } from '@nestvec/core/store';
import { readPoints } from './points.ts';
import { atMost } from './query.ts';
import type { Scope } from './scope.ts';

/**
 * Lists of a collection of ours in the order of a field. The server orders equal values by the ids of its own, backwards where it orders
 * backwards, so core orders them by those of the records. `undefined` where the field's index is gone, which it orders by.
 */
export function orderedPoints(
  scope: Scope,
  { field, type, direction }: ResolvedSort,
): Ordered | undefined {
  const { api, begin, collection, info, layout, where } = scope;
  if (!layout.isIndexed(field, type, info.indexes)) return undefined;
  const bare = { metadata: false, text: false, links: false, vectors: [] };
  const { with_payload: parts } = layout.parts(bare);
  return async (node, most) => {
    begin();
    const limit = atMost(scope, most);
    const filter = where(node);
    const answer = await api.scroll(collection, {
      limit,
      order_by: { key: field, direction },
      with_payload: [...(Array.isArray(parts) ? (parts as string[]) : []), field], // a list of keys
      with_vector: false,
      ...(filter === undefined ? {} : { filter }),
    });
    const places = readPoints(answer).map((point) => ({
      id: layout.fromPoint(point, bare).id,
      value: Number(point.payload[field]),
    }));
    return { places, isCut: places.length >= limit };
  };
}
