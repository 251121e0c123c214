import { throwIfAborted } from '../async/signal.ts';
import type { Embedder, Usage } from '../embedder/embedder.ts';
import { invalid } from '../errors.ts';
import { parseFilter } from '../filter/parse.ts';
import type { JsonObject } from '../json.ts';
import { parseQuery } from '../query/parse-query.ts';
import type { Query } from '../query/query.ts';
import { queryVectors } from '../query/query-vectors.ts';
import { missingRecord } from '../query/stored-vectors.ts';
import { resolveBoosts } from '../ranking/boost.ts';
import { checkedDiversity } from '../ranking/diversify.ts';
import type { Fusion, ListName, ListPlace } from '../ranking/fuse.ts';
import { resolveGroupBy } from '../ranking/group-hits.ts';
import { checkInclude } from '../search/check-include.ts';
import { resolveSort } from '../sort/resolve-sort.ts';
import type { Hit } from '../search/hit.ts';
import { resolvePage } from '../search/page.ts';
import type { Explain, Origin } from '../search/search.ts';
import type { Modality } from '../spec/models.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Store } from '../store/store.ts';
import { type AskedList, listsOf } from './lists.ts';
import { searchAll, searchOne } from './search-lists.ts';
import { checkSearchOptions, type IndexSearchOptions } from './search-options.ts';

/** A hit, and how it was found. */
export interface IndexHit<Metadata = JsonObject> extends Omit<Hit, 'score' | 'metadata'> {
  /** As it was written; declared fields have their types. */
  readonly metadata: Metadata;
  /**
   * Cosine similarity of the content that `modality` names, in [-1, 1]. Only a hit that was found by words alone, and whose record
   * has no text vector, has none.
   */
  readonly score?: number | undefined;
  /** Which of the record's contents it was found by, above all. */
  readonly modality: Modality;
  /** What orders the hits where several lists became one; by `score` those of different `modality` can't be compared. */
  readonly fused?: number | undefined;
  /** Where it stands in each list that found it. */
  readonly lists: Readonly<Partial<Record<ListName, ListPlace>>>;
}

/** How an index searched. */
export interface IndexExplain {
  /** One for each list: images, texts, words. */
  readonly lists: readonly Explain[];
  /** How the lists became one; `undefined` for a single list. */
  readonly fusion?: Fusion | undefined;
  /** With `groupBy`: whether groups were made of all records that may be found, or of the best `depth` only. */
  readonly groups?: 'all' | 'of-depth' | undefined;
  /** With `sort`: how many hits were sorted, the best `depth` at most. */
  readonly sort?: { readonly over: 'best'; readonly n: number } | undefined;
}

/** Hits with an account of each search. */
export interface IndexSearchResult<Metadata = JsonObject> {
  /** Over one list: by score. Over several: by `fused`, the same content as the query before all others. */
  readonly hits: readonly IndexHit<Metadata>[];
  readonly explain: IndexExplain;
  readonly usage: Usage;
}

/** What is searched. */
export interface SearchTarget {
  readonly embedder: Embedder;
  readonly store: Store;
  readonly spec: ResolvedSpec;
  readonly acceptNear?: Origin['acceptNear'];
}

/** Embeds what the query has of content, once, asks for every list, fuses, boosts, sorts or groups and diversifies, and cuts the page. */
export async function searchIndex(
  target: SearchTarget,
  input: Query,
  options: IndexSearchOptions = {},
): Promise<IndexSearchResult> {
  const { store } = target;
  const { query, lists, page, ranking } = checkSearch(target, input, options);
  // The words' hits are scored by their texts.
  const modalities = lists.map(({ name }) => (name === 'words' ? 'text' : name));
  const { vectors, usage } = await queryVectors(target, query, [...new Set(modalities)], options);
  throwIfAborted(options, `searching ${store.collection}`);
  const asked = lists.filter(({ name }) => name === 'words' || vectors[name] !== undefined);
  if (asked.length === 0)
    throw invalid(
      'query.like',
      `names records that have none of the vectors searched over (${lists.map(({ name }) => name).join(', ')})`,
    );
  const search = { target, vectors, page, leftOut: new Set(query.ids), ranking, options };
  const [first] = asked;
  const isPlain =
    ranking.groupBy === undefined &&
    ranking.boosts.length === 0 &&
    ranking.diversity === 0 &&
    ranking.sort === undefined;
  if (first !== undefined && first.name !== 'words' && asked.length === 1 && isPlain)
    return { ...(await searchOne(search, first)), usage };
  return { ...(await searchAll(search, asked)), usage };
}

/** What a search of a collection without records gives; a bad search is refused as ever. */
export function emptyResult(
  target: Pick<SearchTarget, 'store' | 'spec'>,
  input: Query,
  options: IndexSearchOptions = {},
): IndexSearchResult {
  const { query } = checkSearch(target, input, options);
  const [id] = query.ids;
  if (id !== undefined) throw missingRecord(id, target.store.collection);
  return { hits: [], explain: { lists: [] }, usage: { tokens: 0, requests: 0 } };
}

function checkSearch(
  { store, spec }: Pick<SearchTarget, 'store' | 'spec'>,
  input: Query,
  options: IndexSearchOptions,
) {
  checkSearchOptions(options);
  const query = parseQuery(input);
  const lists: readonly AskedList[] = listsOf(spec, query.own, options);
  // Records that the query names are asked for as well, and left out.
  const page = resolvePage(options, store.database, store.limits.candidates - query.ids.length);
  const ranking = {
    groupBy: resolveGroupBy(options.groupBy, spec, page.depth),
    boosts: resolveBoosts(options.boost, spec),
    diversity: checkedDiversity(options.diversity, page),
    sort: options.sort === undefined ? undefined : resolveSort(options.sort, spec),
  };
  if (ranking.sort !== undefined && (ranking.groupBy !== undefined || ranking.diversity > 0))
    throw invalid('sort', 'has an order of its own; leave out groupBy and diversity');
  checkInclude(options.include, spec);
  parseFilter(options.filter, spec.fields, { spec, incomplete: [] });
  return { query, lists, page, ranking };
}
