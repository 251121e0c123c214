import type { FilterNode } from '../filter/node.ts';
import type { Facets } from './facets.ts';
import { type OrderedDatabase, rangeByOrder } from './range-by-order.ts';
import type { ResolvedFacet, ResolvedFacets } from './resolve-facets.ts';

/** A database that counts the values of one field, orders by another, and counts records. */
export interface CountingDatabase extends OrderedDatabase {
  /** `undefined` where it can't tell all values of the field. */
  readonly values: (
    facet: ResolvedFacet,
    filter: FilterNode,
  ) => Promise<Facets[string] | undefined>;
  /** The facets of such fields, by reading records. Not called where there is none. */
  readonly read: (request: ResolvedFacets) => Promise<Facets>;
}

/** Facets by a database that is asked field by field, for all of them at once. */
export async function countByField(
  { filter, facets }: ResolvedFacets,
  database: CountingDatabase,
): Promise<Facets> {
  const counted = await Promise.all(
    facets.map(async (facet) =>
      facet.kind === 'values'
        ? await database.values(facet, filter)
        : await rangeByOrder(facet, filter, database),
    ),
  );
  const unknown = facets.filter((_, i) => counted[i] === undefined);
  const read: Facets = unknown.length === 0 ? {} : await database.read({ filter, facets: unknown });
  return Object.fromEntries(
    facets.flatMap(({ field }, i) => {
      const found = counted[i] ?? read[field];
      return found === undefined ? [] : [[field, found] as const];
    }),
  );
}
