import { boostHits, type ResolvedBoost } from '../ranking/boost.ts';
import { diversify } from '../ranking/diversify.ts';
import { fuse, type FusedHit, type ListPlace } from '../ranking/fuse.ts';
import { type GroupBy, groupHits, isParent } from '../ranking/group-hits.ts';
import { sortHits } from '../ranking/sort-hits.ts';
import type { ResolvedSort } from '../sort/resolve-sort.ts';
import type { QueryVectors } from '../query/query-vectors.ts';
import { largestVector } from '../query/stored-vectors.ts';
import type { VectorRecord } from '../record/record.ts';
import type { Hit } from '../search/hit.ts';
import type { Page } from '../search/page.ts';
import type { SearchRequest, SearchResult } from '../search/search.ts';
import type { FoundLists } from '../store/store.ts';
import type { AskedList } from './lists.ts';
import { type PlacedHit, readParts } from './read-parts.ts';
import type { IndexHit, IndexSearchResult, SearchTarget } from './search-index.ts';
import type { IndexSearchOptions } from './search-options.ts';

/** A search on its way: everything about it was checked. */
export interface Search {
  readonly target: SearchTarget;
  readonly vectors: QueryVectors['vectors'];
  readonly page: Page;
  /** Records that the query names; they are left out of the hits. */
  readonly leftOut: ReadonlySet<string>;
  readonly ranking: Ranking;
  readonly options: IndexSearchOptions;
}

/** What happens to the fused list. */
interface Ranking {
  readonly groupBy: Required<GroupBy> | undefined;
  readonly boosts: readonly ResolvedBoost[];
  readonly diversity: number;
  readonly sort: ResolvedSort | undefined;
}

type Found = Omit<IndexSearchResult, 'usage'>;

/** One list is the answer as the store gives it. */
export async function searchOne(
  search: Search,
  list: Exclude<AskedList, { name: 'words' }>,
): Promise<Found> {
  const { name } = list;
  const { include, minScore } = search.options;
  const { request, cut } = requestFor(search, list, search.page, { include, minScore });
  const { store } = search.target;
  const { signal } = search.options;
  const { hits, explain } = cut(await store.search(request, { signal }));
  const placed = hits.map((hit, i): IndexHit => {
    const place: ListPlace = { rank: search.page.offset + i + 1, score: hit.score };
    return { ...hit, modality: name, lists: { [name]: place } };
  });
  return { hits: placed, explain: { lists: [explain] } };
}

/** Whole lists without their contents, which are read for the page alone. */
export async function searchAll(search: Search, lists: readonly AskedList[]): Promise<Found> {
  const { target, vectors, options, page, ranking } = search;
  const { limit, offset, depth } = page;
  const { groupBy, boosts, diversity, sort } = ranking;
  const { fusion = 'relative', minScore } = options;
  const isByParent = groupBy !== undefined && isParent(groupBy);
  // Nothing but what decides: the rest is read for the page alone.
  const include = {
    metadata: fieldsLookedAt(ranking),
    text: false,
    links: isByParent,
  };
  const whole = { limit: depth, offset: 0, depth };
  const asked = lists.map((list) => requestFor(search, list, whole, { include }));
  const { signal } = options;
  const requests = asked.map(({ request }) => request);
  const found = await target.store.searchMany(requests, { signal });
  const results = asked.flatMap(({ cut }, i) => {
    const result = found.results[i];
    return result === undefined ? [] : [cut(result)];
  });
  const weighted = lists.map((list, i) => ({
    name: list.name,
    weight: list.weight,
    tellsSame: list.name !== 'words' && list.tellsSame,
    hits: results[i]?.hits ?? [],
  }));
  const fused = fuse(weighted, fusion, minScore).slice(0, depth);
  const records = await lookAt(search, found, fused);
  const boosted = boosts.length === 0 ? fused : boostHits(fused, records, boosts, fusion);
  const sorted = sort === undefined ? boosted : sortHits(boosted, sort);
  const entries = groupBy === undefined ? sorted.map((one) => [one]) : groupHits(sorted, groupBy);
  const ordered =
    diversity === 0
      ? entries
      : diversify(entries, offset + limit, diversity, ([first]) => ({
          fused: first?.fused ?? 0,
          vector: first === undefined ? undefined : vectorOf(search, first, records),
        }));
  const orders = lists.length > 1 || boosts.length > 0;
  const placed = ordered
    .slice(offset, offset + limit)
    .flat()
    .map((entry): PlacedHit => {
      if (orders) return entry;
      const { fused: _, ...one } = entry;
      return one;
    });
  const isAll = results.every(({ hits }) => hits.length < depth);
  const hits = await readParts({ ...target, ...found }, placed, vectors.text, options);
  return {
    hits,
    explain: {
      lists: results.map(({ explain }) => explain),
      ...(lists.length > 1 ? { fusion } : {}),
      ...(groupBy === undefined ? {} : { groups: isAll ? 'all' : 'of-depth' }),
      ...(sort === undefined ? {} : { sort: { over: 'best', n: fused.length } }),
    },
  };
}

/** The fields that decide on the order of a list. */
function fieldsLookedAt({ groupBy, sort }: Ranking): readonly string[] | false {
  const field =
    sort?.field ?? (groupBy === undefined || isParent(groupBy) ? undefined : groupBy.field);
  return field === undefined ? false : [field];
}

/** What boosts and diversity have to know of the hits, read once; those that have been removed since are absent. */
async function lookAt(
  { target: { spec }, ranking }: Search,
  { read }: FoundLists,
  hits: readonly FusedHit[],
): Promise<ReadonlyMap<string, VectorRecord>> {
  const { boosts, diversity } = ranking;
  const records = new Map<string, VectorRecord>();
  if (hits.length === 0 || (boosts.length === 0 && diversity === 0)) return records;
  const modalities = diversity === 0 ? [] : [...new Set(hits.map(({ modality }) => modality))];
  const vectors = modalities
    .map((modality) => largestVector(spec, modality))
    .filter((name) => name !== undefined);
  const include = { metadata: boosts.length > 0, text: false, vectors };
  const ids = hits.map(({ hit }) => hit.id);
  for (const record of await read(ids, include))
    if (record !== undefined) records.set(record.id, record);
  return records;
}

function vectorOf(
  { target: { spec } }: Search,
  { hit, modality }: FusedHit,
  records: ReadonlyMap<string, VectorRecord>,
): Float32Array | undefined {
  const name = largestVector(spec, modality);
  const vectors = records.get(hit.id)?.vectors ?? {};
  return name !== undefined && Object.hasOwn(vectors, name) ? vectors[name] : undefined;
}

type Parts = Pick<SearchRequest, 'include'> & { readonly minScore?: number | undefined };

/** How a list is asked for, and how its page is cut from what is found. */
interface Asked {
  readonly request: SearchRequest;
  readonly cut: (result: SearchResult) => SearchResult;
}

/** A page of a list without the records that the query names: of the list that is as much longer, before depth is counted. */
function requestFor(search: Search, list: AskedList, page: Page, parts: Parts): Asked {
  const { leftOut } = search;
  if (leftOut.size === 0)
    return { request: pageRequest(search, list, page, parts), cut: (result) => result };
  const { limit, offset, depth } = page;
  const longer = { limit: offset + limit + leftOut.size, offset: 0, depth: depth + leftOut.size };
  return {
    request: pageRequest(search, list, longer, parts),
    cut({ hits, explain }) {
      const others: readonly Hit[] = hits.filter(({ id }) => !leftOut.has(id));
      return { hits: others.slice(offset, offset + limit), explain: { ...explain, depth } };
    },
  };
}

function pageRequest(
  { target, vectors, options }: Search,
  list: AskedList,
  page: Page,
  { include, minScore }: Parts,
): SearchRequest {
  const { embedder, acceptNear } = target;
  const { filter, exact, oversample, allowIncomplete } = options;
  if (list.name === 'words')
    return { words: options.words ?? '', allowIncomplete, filter, include, ...page };
  const { name, using, rescore } = list;
  const vector = vectors[name];
  if (vector === undefined)
    throw new RangeError(`a list of ${name} was asked for without a vector`);
  const madeBy = { identity: embedder.identity, acceptNear };
  const scoring = { vector, using, rescore, madeBy, exact, oversample, allowIncomplete, minScore };
  return { ...scoring, filter, include, ...page };
}
