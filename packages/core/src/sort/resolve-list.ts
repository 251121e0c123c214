import { invalid } from '../errors.ts';
import type { FilterNode } from '../filter/node.ts';
import { parseFilter } from '../filter/parse.ts';
import { describeValue, isPlainObject } from '../json.ts';
import { checkNames } from '../options/check-names.ts';
import { checkInclude } from '../search/check-include.ts';
import { positiveInteger } from '../options/positive-integer.ts';
import type { Include } from '../search/search.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { KeptWords } from '../words/asked-words.ts';
import { readCursor } from './cursor.ts';
import type { ListRequest } from './list.ts';
import type { SortPlace } from './order.ts';
import { type ResolvedSort, resolveSort } from './resolve-sort.ts';

/** A sorted list, checked. */
export interface ResolvedList {
  readonly sort: ResolvedSort;
  readonly filter: FilterNode;
  readonly limit: number;
  readonly after: SortPlace | undefined;
  readonly include: Required<Include>;
}

const checkRequest = checkNames<ListRequest>({
  sort: true,
  filter: true,
  limit: true,
  after: true,
  include: true,
});
const usualLimit = 10;

/** Checks a sorted list against its collection. Throws `invalid-input`; `most` is how many records a page can have. */
export function resolveList(
  request: ListRequest,
  kept: KeptWords & { readonly spec: ResolvedSpec },
  most: number,
): ResolvedList {
  if (!isPlainObject(request))
    throw invalid('request', `must be { sort }, got ${describeValue(request)}`);
  checkRequest(request, 'request');
  const { spec } = kept;
  const sort = resolveSort(request.sort, spec);
  const { after, include } = request;
  checkInclude(include, spec);
  const limit = positiveInteger(request.limit ?? usualLimit, 'limit');
  if (limit > most) throw invalid('limit', `is ${limit}, and a page has at most ${most} records`);
  return {
    sort,
    filter: parseFilter(request.filter, spec.fields, kept),
    limit,
    after: after === undefined ? undefined : readCursor(after, sort),
    include: {
      metadata: include?.metadata ?? true,
      text: include?.text ?? true,
      links: include?.links ?? true,
      vectors: include?.vectors ?? [],
    },
  };
}
