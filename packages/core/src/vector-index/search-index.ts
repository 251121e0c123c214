import type { CallOptions } from '../async/signal.ts';
import { throwIfAborted } from '../async/signal.ts';
import type { Embedder, Usage } from '../embedder/embedder.ts';
import { invalid } from '../errors.ts';
import { parseFilter } from '../filter/parse.ts';
import { checkInclude } from '../search/check-include.ts';
import { fuse, type Fusion, type ListName, type ListPlace } from '../search/fuse.ts';
import { groupHits, resolveGroupBy } from '../search/group-hits.ts';
import type { Hit } from '../search/hit.ts';
import { type Page, resolvePage } from '../search/page.ts';
import type { Explain, Origin, SearchRequest, SearchResult } from '../search/search.ts';
import type { Modality } from '../spec/models.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Store } from '../store/store.ts';
import { type AskedList, listsOf } from './lists.ts';
import { type PlacedHit, readParts } from './read-parts.ts';
import { type Query, queryContent } from './query.ts';
import { checkSearchOptions, type IndexSearchOptions } from './search-options.ts';

/** A hit, and how it was found. */
export interface IndexHit extends Omit<Hit, 'score'> {
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
}

/** Hits with an account of each search. */
export interface IndexSearchResult {
  /** Over one list: by score. Over several: by `fused`, the same content as the query before all others. */
  readonly hits: readonly IndexHit[];
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

/** Embeds the query once, asks for every list, fuses, groups and cuts the page. */
export async function searchIndex(
  target: SearchTarget,
  query: Query,
  options: IndexSearchOptions = {},
): Promise<IndexSearchResult> {
  const { embedder, store } = target;
  const { content, lists, groupBy, page } = checkSearch(target, query, options);
  const { embeddings, usage } = await embedder.embed([content], {
    task: 'query',
    signal: options.signal,
  });
  const [embedding] = embeddings;
  if (embedding === undefined)
    throw invalid('query', 'was not embedded: the embedder returned no embedding for it');
  if (!embedding.ok) throw embedding.error;
  throwIfAborted(options, `searching ${store.collection}`);
  const vector = embedding.vector;
  const [first] = lists;
  if (first !== undefined && first.name !== 'words' && lists.length === 1 && groupBy === undefined)
    return { ...(await searchOne(target, first, vector, page, options)), usage };
  return { ...(await searchAll(target, lists, vector, page, options)), usage };
}

/** What a search of a collection without records gives; a bad search is refused as ever. */
export function emptyResult(
  target: Pick<SearchTarget, 'store' | 'spec'>,
  query: Query,
  options: IndexSearchOptions = {},
): IndexSearchResult {
  checkSearch(target, query, options);
  return { hits: [], explain: { lists: [] }, usage: { tokens: 0, requests: 0 } };
}

function checkSearch(
  { store, spec }: Pick<SearchTarget, 'store' | 'spec'>,
  query: Query,
  options: IndexSearchOptions,
) {
  checkSearchOptions(options);
  const content = queryContent(query);
  const lists = listsOf(spec, 'image' in content ? 'image' : 'text', options);
  const groupBy = resolveGroupBy(options.groupBy, spec);
  const page = resolvePage(options, store.database, store.limits.candidates);
  checkInclude(options.include, spec);
  parseFilter(options.filter, spec.fields);
  return { content, lists, groupBy, page };
}

type Found = Omit<IndexSearchResult, 'usage'>;

/** One list is the answer as the store gives it. */
async function searchOne(
  target: SearchTarget,
  list: Exclude<AskedList, { name: 'words' }>,
  vector: Float32Array,
  page: Page,
  options: IndexSearchOptions,
): Promise<Found> {
  const { name } = list;
  const { include, minScore } = options;
  const { hits, explain } = await ask(target, list, vector, options, {
    ...page,
    include,
    minScore,
  });
  const placed = hits.map((hit, i): IndexHit => {
    const place: ListPlace = { rank: page.offset + i + 1, score: hit.score };
    return { ...hit, modality: name, lists: { [name]: place } };
  });
  return { hits: placed, explain: { lists: [explain] } };
}

/** Whole lists without their contents, which are read for the page alone. */
async function searchAll(
  target: SearchTarget,
  lists: readonly AskedList[],
  vector: Float32Array,
  page: Page,
  options: IndexSearchOptions,
): Promise<Found> {
  const { limit, offset, depth } = page;
  const { fusion = 'relative', minScore } = options;
  const groupBy = resolveGroupBy(options.groupBy, target.spec);
  const include = { metadata: groupBy !== undefined && groupBy.field !== 'parentId', text: false };
  const whole = { limit: depth, offset: 0, depth, include };
  const results = await Promise.all(
    lists.map(async (list) => await ask(target, list, vector, options, whole)),
  );
  const weighted = lists.map((list, i) => ({
    name: list.name,
    weight: list.weight,
    tellsSame: list.name !== 'words' && list.tellsSame,
    hits: results[i]?.hits ?? [],
  }));
  const fused = fuse(weighted, fusion, minScore).slice(0, depth);
  const entries = groupBy === undefined ? fused : groupHits(fused, groupBy);
  const placed = entries
    .slice(offset, offset + limit)
    .flat()
    .map((entry): PlacedHit => {
      if (lists.length > 1) return entry;
      const { fused: _, ...one } = entry;
      return one;
    });
  const isAll = results.every(({ hits }) => hits.length < depth);
  const hits = await readParts(target, placed, vector, options);
  return {
    hits,
    explain: {
      lists: results.map(({ explain }) => explain),
      ...(lists.length > 1 ? { fusion } : {}),
      ...(groupBy === undefined ? {} : { groups: isAll ? 'all' : 'of-depth' }),
    },
  };
}

type ListPart = Page & Pick<SearchRequest, 'include'> & { readonly minScore?: number | undefined };

async function ask(
  { embedder, store, acceptNear }: SearchTarget,
  list: AskedList,
  vector: Float32Array,
  options: IndexSearchOptions,
  part: ListPart,
): Promise<SearchResult> {
  const { filter, exact, oversample, allowIncomplete } = options;
  const call: CallOptions = { signal: options.signal };
  if (list.name === 'words') {
    const { minScore: _, ...page } = part;
    return await store.search({ words: options.words ?? '', filter, ...page }, call);
  }
  const { using, rescore } = list;
  const madeBy = { identity: embedder.identity, acceptNear };
  const scoring = { vector, using, rescore, madeBy, exact, oversample, allowIncomplete };
  return await store.search({ ...scoring, filter, ...part }, call);
}
