import type { FilterNode } from '../filter/node.ts';
import type { ResolvedSort } from '../sort/resolve-sort.ts';
import type { Ordered } from '../sort/sort-by-value.ts';
import { rangeFacet } from './count-facets.ts';
import type { RangeFacet } from './facets.ts';
import type { ResolvedFacet } from './resolve-facets.ts';

/** A database that orders records by a field. */
export interface OrderedDatabase {
  /** `undefined` where it can't order by the field. */
  readonly ordered: (sort: ResolvedSort) => Ordered | undefined;
  readonly count: (filter: FilterNode) => Promise<number>;
}

/** A facet of a range by a database that orders by the field: its first record in either direction, and how many there are. */
export async function rangeByOrder(
  { field, type }: ResolvedFacet,
  filter: FilterNode,
  { ordered, count }: OrderedDatabase,
): Promise<RangeFacet> {
  const present: FilterNode = { op: 'and', nodes: [filter, { op: 'exists', field, type }] };
  const first = async (direction: 'asc' | 'desc'): Promise<number> => {
    const found = await ordered({ field, type, direction })?.(present, 1);
    return found?.places[0]?.value ?? Number.NaN;
  };
  const [min, max, records] = await Promise.all([first('asc'), first('desc'), count(present)]);
  return rangeFacet(type, { min, max, count: records });
}
