import type { Boost, Facets, Filter, IndexHit, IndexSearchOptions, Query } from '@nestvec/core';
import type { IndexView } from '@nestvec/core/kit';
import { countFacets, resolveFacets } from '@nestvec/core/store';
import type { ServerLimits } from '../options.ts';
import type { AskedFacets } from './facets.ts';
import type { AskedIndex } from './index-name.ts';

/** A search of a screen, checked. */
export interface AskedPage {
  readonly query: Query | undefined;
  readonly words: string | undefined;
  readonly filter: Filter | undefined;
  readonly sort: AskedIndex['sort'];
  /** Whether a record and its parts are one hit. */
  readonly isGrouped: boolean;
  readonly boost: readonly Boost[] | undefined;
  readonly facets: AskedFacets;
  readonly offset: number;
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
}

/** What there is of a page: ids, since its records are read once it is known which they are. */
export interface FoundPage {
  readonly ids: readonly string[];
  /** How each was found; empty without a query. */
  readonly hits: ReadonlyMap<string, Omit<IndexHit, 'metadata'>>;
  readonly total: number;
  /** How many of them pages lead to. */
  readonly reachable: number;
  /** Whether `total` is how many there are; else it is how many were looked at. */
  readonly isWhole: boolean;
  readonly facets: Facets;
  readonly explain: Awaited<ReturnType<IndexView['search']>>['explain'] | undefined;
}

/** How long the list of a query is: under a vector, every record is a hit. */
const usualDepth = 100;
/** The same where several of them become one. */
const groupedDepth = 300;

/** The best hits of a query, counted as they are. */
export async function findByQuery(
  query: Query,
  asked: AskedPage,
  view: IndexView,
  limits: ServerLimits,
): Promise<FoundPage> {
  const { words, filter, sort, isGrouped, boost, facets, signal } = asked;
  const { fields, named } = fieldsOf(facets);
  const depth = Math.min(
    isGrouped ? groupedDepth : usualDepth,
    limits.depth,
    view.store.limits.candidates,
  );
  const options: IndexSearchOptions = {
    words,
    filter,
    sort,
    boost,
    depth,
    limit: depth,
    include: {
      metadata: named.length > 0 ? named : false,
      text: false,
      links: isGrouped,
      vectors: [],
    },
    signal,
  };
  const counter = named.length === 0 ? undefined : counterOf(fields, view);
  const { hits: found, explain } = await view.search(query, options);
  const hits = isGrouped ? firstOfEach(found) : found;
  for (const { metadata } of hits) counter?.add(metadata);
  return {
    ids: pageOf(hits, asked).map(({ id }) => id),
    hits: new Map(hits.map(({ metadata: _, ...hit }) => [hit.id, hit])),
    total: hits.length,
    reachable: hits.length,
    isWhole: found.length < depth,
    facets: counter?.facets() ?? {},
    explain,
  };
}

/** The best of each record and its parts, in any order of the list; `groupBy` leaves out the records that have no parent. */
function firstOfEach<Hit extends Pick<IndexHit, 'id' | 'parentId'>>(hits: readonly Hit[]): Hit[] {
  const seen = new Set<string>();
  return hits.filter(({ id, parentId = id }) => {
    const isFirst = !seen.has(parentId);
    seen.add(parentId);
    return isFirst;
  });
}

/** All records, in the order of a field, or as they lie. */
export async function browse(
  asked: AskedPage,
  view: IndexView,
  limits: ServerLimits,
): Promise<FoundPage> {
  const { facets, isGrouped, signal } = asked;
  const { fields, named } = fieldsOf(facets);
  // Of a record with parts, the record itself stands for all.
  const filter: Filter | undefined = isGrouped
    ? { $and: [asked.filter ?? {}, { $parentId: null }] }
    : asked.filter;
  const [total, counted, ids] = await Promise.all([
    view.store.count({ filter, signal }),
    named.length === 0 ? undefined : view.facets({ fields, filter, signal }),
    idsOf({ ...asked, filter }, view, limits),
  ]);
  return {
    ids,
    hits: new Map(),
    total,
    reachable: Math.min(total, limits.depth),
    isWhole: true,
    facets: counted?.facets ?? {},
    explain: undefined,
  };
}

function fieldsOf(facets: AskedFacets): { fields: AskedFacets; named: readonly string[] } {
  return { fields: facets, named: Object.keys(facets) };
}

function counterOf(fields: AskedFacets, view: IndexView): ReturnType<typeof countFacets> {
  return countFacets(resolveFacets({ fields }, view.spec).facets);
}

function pageOf<One>(all: readonly One[], { offset, limit }: AskedPage): readonly One[] {
  return all.slice(offset, offset + limit);
}

/** Nothing but ids is read on the way to the page. */
async function idsOf(
  asked: AskedPage,
  { list, store }: IndexView,
  { depth }: ServerLimits,
): Promise<readonly string[]> {
  const { filter, sort, offset, limit, signal } = asked;
  const most = Math.min(offset + limit, depth);
  if (limit === 0 || offset >= most) return [];
  const include = { metadata: false, text: false, links: false, vectors: [] };
  if (sort !== undefined) {
    const { records } = await list({ sort, filter, limit: most, include, signal });
    return pageOf(records, asked).map(({ id }) => id);
  }
  const ids: string[] = [];
  for await (const { records } of store.scan({ filter, include, pageSize: most, signal })) {
    for (const { id } of records) ids.push(id);
    if (ids.length >= most) break;
  }
  return pageOf(ids.slice(0, most), asked);
}
