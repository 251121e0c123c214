import type { Filter } from '@nestvec/core';
import { smallerFilters } from './smaller-filters.ts';

/** The smallest filter reached by steps after each of which the failure is still there; stops after `tries`. */
export async function shrinkFilter(
  filter: Filter,
  stillFails: (filter: Filter) => Promise<boolean>,
  tries = 200,
): Promise<Filter> {
  let left = tries;
  for (const candidate of smallerFilters(filter)) {
    if (left-- <= 0) return filter;
    if (await stillFails(candidate)) return await shrinkFilter(candidate, stillFails, left);
  }
  return filter;
}
