import type { FilterLeaf } from '../filter/operators.ts';
import type { FilterNode } from '../filter/node.ts';
import { comparePlaces, type SortPlace } from './order.ts';
import type { ResolvedList } from './resolve-list.ts';

/**
 * The first records by the value of a field in one direction, at most `limit`, of a filter that takes only such as have one. Equal ones
 * come in any order, so it is chance which of them are there where the limit cuts.
 */
export type Ordered = (
  filter: FilterNode,
  limit: number,
) => Promise<{
  readonly places: readonly SortPlace[];
  /** Whether there may be more. */
  readonly isCut: boolean;
}>;

/** What a database that orders by a field is asked for. */
export interface OrderedSource {
  readonly ordered: Ordered;
  /** Ids of all records that the filter takes, in pages. */
  readonly ids: (filter: FilterNode) => AsyncIterable<readonly string[]>;
}

/**
 * The places of a page and the one behind it, by a database that orders by a value alone: no two of them order equal values in the same
 * way, and most leave out the records without one. So equal values at the beginning and at the end of a page are read as a whole, by
 * their ids, and those without a value after all others.
 */
export async function sortByValue(
  { sort, filter, limit, after }: Pick<ResolvedList, 'sort' | 'filter' | 'limit' | 'after'>,
  { ordered, ids }: OrderedSource,
): Promise<readonly SortPlace[]> {
  const { field, type, direction } = sort;
  const places: SortPlace[] = [];
  const room = (): number => limit + 1 - places.length;
  const within = (leaf: FilterNode): FilterNode => ({ op: 'and', nodes: [filter, leaf] });
  const addById = async (
    value: number | undefined,
    leaf: FilterNode,
    beyond?: string,
  ): Promise<void> => {
    const found = room() > 0 ? await smallest(ids(within(leaf)), room(), beyond) : [];
    places.push(...found.map((id) => ({ id, value })));
  };
  const equal = (value: number): FilterLeaf => ({ op: 'eq', field, type, value });
  const beyond = (value: number | undefined): FilterLeaf =>
    value === undefined
      ? { op: 'exists', field, type }
      : { op: 'range', field, type, bounds: direction === 'asc' ? { gt: value } : { lt: value } };
  if (after === undefined || after.value !== undefined) {
    let last = after?.value;
    if (last !== undefined) await addById(last, equal(last), after?.id);
    for (let isCut = true; isCut && room() > 0;) {
      const found = await ordered(within(beyond(last)), room());
      const inOrder = [...found.places].sort((a, b) => comparePlaces(a, b, sort));
      ({ isCut } = found);
      last = inOrder.at(-1)?.value;
      if (last === undefined) break;
      // Of the last value there may be more than came.
      const cut = isCut ? last : undefined;
      places.push(...inOrder.filter(({ value }) => value !== cut));
      if (cut !== undefined) await addById(cut, equal(cut));
    }
  }
  const lastWithout = after !== undefined && after.value === undefined ? after.id : undefined;
  await addById(undefined, { op: 'not', node: beyond(undefined) }, lastWithout);
  return places;
}

/** The smallest ids, at most so many, beyond one of them; no more than a few times as many are kept. */
async function smallest(
  pages: AsyncIterable<readonly string[]>,
  count: number,
  beyond: string | undefined,
): Promise<readonly string[]> {
  let best: string[] = [];
  for await (const page of pages) {
    for (const id of page) if (beyond === undefined || id > beyond) best.push(id);
    if (best.length > 4 * count + 1000) best = sortIds(best).slice(0, count);
  }
  return sortIds(best).slice(0, count);
}

/** As ids are ordered everywhere: by the units of JavaScript's texts. */
function sortIds(ids: string[]): string[] {
  return ids.sort((a, b) => Number(a > b) - Number(a < b));
}
