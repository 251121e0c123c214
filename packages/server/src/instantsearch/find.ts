import type {
  Boost,
  Facets,
  Filter,
  IndexHit,
  IndexSearchOptions,
  JsonObject,
  Query,
} from '@nestvec/core';
import type { IndexView } from '@nestvec/core/kit';
import { countFacets, resolveFacets } from '@nestvec/core/store';
import type { ServerLimits } from '../options.ts';
import type { AskedFacets } from './facets.ts';
import { firstOfEach } from './group.ts';
import type { AskedIndex } from './index-name.ts';

/** A search of a screen, checked. */
export interface AskedPage {
  readonly query: Query | undefined;
  readonly words: string | undefined;
  readonly filter: Filter | undefined;
  readonly sort: AskedIndex['sort'];
  /** `$parentId`, or the field of which each value is one hit. */
  readonly group: string | undefined;
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
  /** Counted fields of each of the best hits; `undefined` where the database counted all. */
  readonly counted: readonly JsonObject[] | undefined;
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
  const { words, filter, sort, group, boost, facets, signal } = asked;
  const depth = Math.min(
    group === undefined ? usualDepth : groupedDepth,
    limits.depth,
    view.store.limits.candidates,
  );
  const named = namedOf(asked);
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
      links: group === '$parentId',
      vectors: [],
    },
    signal,
  };
  const { hits: found, explain } = await view.search(query, options);
  const hits = group === undefined ? found : firstOfEach(found, group);
  return {
    ids: pageOf(hits, asked).map(({ id }) => id),
    hits: new Map(hits.map(({ metadata: _, ...hit }) => [hit.id, hit])),
    total: hits.length,
    reachable: hits.length,
    isWhole: found.length < depth,
    facets: facetsOf(hits, facets, view),
    counted: hits.map(({ metadata }) => metadata),
    explain,
  };
}

/** All records, in the order of a field, or as they lie. */
export async function browse(
  asked: AskedPage,
  view: IndexView,
  limits: ServerLimits,
): Promise<FoundPage> {
  const { facets, group, signal } = asked;
  if (group !== undefined && group !== '$parentId')
    return await browseGroups({ ...asked, group }, view, limits);
  // Of a record with parts, the record itself stands for all.
  const filter: Filter | undefined =
    group === undefined ? asked.filter : { $and: [asked.filter ?? {}, { $parentId: null }] };
  const most = Math.min(asked.offset + asked.limit, limits.depth);
  const isPage = asked.limit > 0 && asked.offset < most;
  const [total, counted, records] = await Promise.all([
    view.store.count({ filter, signal }),
    Object.keys(facets).length === 0 ? undefined : view.facets({ fields: facets, filter, signal }),
    isPage ? firstRecords({ ...asked, filter }, view, most, []) : [],
  ]);
  return {
    ids: pageOf(records, asked).map(({ id }) => id),
    hits: new Map(),
    total,
    reachable: Math.min(total, limits.depth),
    isWhole: true,
    facets: counted?.facets ?? {},
    counted: undefined,
    explain: undefined,
  };
}

/** The first record of each value of a field, among as many as pages lead to. */
async function browseGroups(
  asked: AskedPage & { readonly group: string },
  view: IndexView,
  { depth }: ServerLimits,
): Promise<FoundPage> {
  const all = await firstRecords(asked, view, depth, namedOf(asked));
  const records = firstOfEach(all, asked.group);
  return {
    ids: pageOf(records, asked).map(({ id }) => id),
    hits: new Map(),
    total: records.length,
    reachable: records.length,
    isWhole: all.length < depth,
    facets: facetsOf(records, asked.facets, view),
    counted: records.map(({ metadata }) => metadata),
    explain: undefined,
  };
}

/** Fields that are read of each hit: those that are counted, and the one that makes groups. */
function namedOf({ facets, group }: AskedPage): readonly string[] {
  const names = Object.keys(facets);
  return group === undefined || group === '$parentId' ? names : [...new Set([...names, group])];
}

function facetsOf(
  all: readonly { readonly metadata: JsonObject }[],
  fields: AskedFacets,
  { spec }: IndexView,
): Facets {
  if (Object.keys(fields).length === 0) return {};
  const counter = countFacets(resolveFacets({ fields }, spec).facets);
  for (const { metadata } of all) counter.add(metadata);
  return counter.facets();
}

function pageOf<One>(all: readonly One[], { offset, limit }: AskedPage): readonly One[] {
  return all.slice(offset, offset + limit);
}

/** The first records in the order of a field, or as they lie, with nothing but the fields that are named. */
async function firstRecords(
  { filter, sort, signal }: AskedPage,
  { list, store }: IndexView,
  most: number,
  named: readonly string[],
): Promise<readonly Pick<IndexHit, 'id' | 'metadata'>[]> {
  const metadata = named.length > 0 ? named : false;
  const include = { metadata, text: false, links: false, vectors: [] };
  if (sort !== undefined)
    return (await list({ sort, filter, limit: most, include, signal })).records;
  const found: Pick<IndexHit, 'id' | 'metadata'>[] = [];
  for await (const { records } of store.scan({ filter, include, pageSize: most, signal })) {
    found.push(...records);
    if (found.length >= most) break;
  }
  return found.slice(0, most);
}
