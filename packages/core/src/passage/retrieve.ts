import type { VectorIndex } from '../vector-index/vector-index.ts';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import type { Modality } from '../spec/models.ts';
import { checkMethods } from '../options/check-methods.ts';
import { checkNames } from '../options/check-names.ts';
import { checkInclude } from '../search/check-include.ts';
import { pickMetadata } from '../search/include-metadata.ts';
import { positiveInteger } from '../options/positive-integer.ts';
import { parseQuery } from '../query/parse-query.ts';
import type { Query } from '../query/query.ts';
import type { IndexHit, IndexSearchResult } from '../vector-index/search-index.ts';
import type { IndexSearchOptions } from '../vector-index/search-options.ts';
import { isImage, type Passage, type PassageImage, toPassage } from './found-passage.ts';
import {
  checkNeighbors,
  load,
  neighborPassages,
  type NeighborPassages,
} from './neighbor-passages.ts';
import type { Reranker } from './reranker.ts';

/** Options of `retrieve`. */
export interface RetrieveOptions extends Pick<
  IndexSearchOptions,
  | 'filter'
  | 'over'
  | 'exact'
  | 'oversample'
  | 'minScore'
  | 'depth'
  | 'include'
  | 'fusion'
  | 'weights'
  | 'signal'
> {
  /** Passages wanted. Default 5. */
  readonly limit?: number | undefined;
  /** Passages of the same order to leave out before them. Default 0. Not with a reranker, which orders each page anew. */
  readonly offset?: number | undefined;
  /** Hits that are looked at to find them. Default 4 for each passage of `limit` + `offset`, at most `depth`. */
  readonly candidates?: number | undefined;
  /**
   * Whether the query's words are looked for as well, by the database's own full text. Default: where the collection keeps them. `true` throws
   * `unsupported` where it has none.
   */
  readonly words?: boolean | undefined;
  /** Orders the passages anew. Needs a query of text. */
  readonly reranker?: Reranker | undefined;
  /** How many passages of the document come along before and after each. Default 0. */
  readonly neighbors?: number | undefined;
}

/** A passage that answers a query. */
export interface RetrievedPassage extends Passage, NeighborPassages {
  /** Cosine similarity of the hit that it was found by, as in `IndexHit`; those of different `modality` can't be compared. */
  readonly score?: number | undefined;
  /** Whether its text was found, or an image in it. */
  readonly modality: Modality;
  /** The named vectors of `include`, of the record that was found. */
  readonly vectors?: IndexHit['vectors'];
  /** What the reranker said. */
  readonly rerankScore?: number | undefined;
  /** Images of it that were found, the best first. */
  readonly images: readonly PassageImage[];
}

/** Passages in their order, and how they were found. */
export interface RetrieveResult extends Pick<IndexSearchResult, 'explain' | 'usage'> {
  readonly passages: readonly RetrievedPassage[];
}

/**
 * The passages that answer a query best, with where they come from: found by their texts, by their images and by words, in the order of
 * `VectorIndex.search`, and each named once. Rejects with `invalid-input` for a wrong option, and for a reranker where the query is not a
 * text; what the index and the reranker throw comes through.
 *
 * ```ts
 * const { passages } = await retrieve(index, 'How do I change the battery?', { neighbors: 1 });
 * for (const { before, after, ...passage } of passages)
 *   console.log(passage.uri, passage.facts?.headings, joinPassages([...before, passage, ...after]));
 * ```
 */
export async function retrieve(
  index: Pick<VectorIndex, 'search' | 'store' | 'spec'>,
  query: Query,
  options: RetrieveOptions = {},
): Promise<RetrieveResult> {
  checkMethods(index, ['search'], 'index', 'an index');
  checkMethods(index.store, ['get'], 'index.store', 'a store');
  checkRetrieveOptions(options, 'options');
  const { neighbors: around = 0, reranker, words, ...search } = options;
  if (options.include !== undefined) checkInclude(options.include, index.spec);
  const { limit, offset, depth, candidates } = resolveWanted(options);
  checkNeighbors(around, 'options.neighbors');
  const text = textOf(query);
  if (reranker !== undefined) checkMethods(reranker, ['rerank'], 'options.reranker', 'a reranker');
  if (reranker !== undefined && text === undefined)
    throw invalid('reranker', 'needs a text query; leave it out where the query is another one');
  const withWords = text !== undefined && (words ?? index.spec.keyword);
  const { candidates: _, ...request } = search;
  const { hits, explain, usage } = await index.search(query, {
    ...request,
    limit: candidates,
    offset: 0,
    depth,
    // Where a passage lies stands in its metadata, and a reranker reads its text.
    include: { vectors: options.include?.vectors ?? [] },
    words: withWords ? text : undefined,
  });
  const found = await groupHits(index, hits, options);
  const ordered =
    reranker === undefined || text === undefined
      ? found
      : await rerank(reranker, text, found, limit, options);
  const best = ordered.slice(offset, offset + limit);
  const rows = await neighborPassages(index.store, best, around, { signal: options.signal });
  const none = { before: [], after: [] };
  const passages = best.map((one, i) => ({ ...only(one, index, options), ...(rows[i] ?? none) }));
  return { passages, explain, usage };
}

/** The text of a query that is one. */
function textOf(query: Query): string | undefined {
  const { kind, parts } = parseQuery(query);
  const content = kind === 'content' ? parts[0]?.content : undefined;
  return content !== undefined && 'text' in content ? content.text : undefined;
}

const checkRetrieveOptions = checkNames<RetrieveOptions>({
  filter: true,
  over: true,
  exact: true,
  oversample: true,
  minScore: true,
  depth: true,
  include: true,
  fusion: true,
  weights: true,
  signal: true,
  limit: true,
  offset: true,
  candidates: true,
  words: true,
  reranker: true,
  neighbors: true,
});

const usualDepth = 100;
const hitsForPassage = 4;

/** The same list of hits is looked at for every page, since its depth does not depend on the page. */
function resolveWanted(options: RetrieveOptions): {
  readonly limit: number;
  readonly offset: number;
  readonly depth: number;
  readonly candidates: number;
} {
  const { limit = 5, offset = 0, candidates, reranker } = options;
  positiveInteger(limit, 'limit');
  if (!Number.isInteger(offset) || offset < 0)
    throw invalid('offset', `must be 0 or a positive integer, got ${describeValue(offset)}`);
  if (offset > 0 && reranker !== undefined)
    throw invalid('offset', "can't be used with a reranker; ask for a higher limit instead");
  const wanted = limit + offset;
  const asked = positiveInteger(candidates ?? wanted * hitsForPassage, 'candidates');
  const depth = options.depth ?? Math.max(usualDepth, candidates ?? 0);
  return { limit, offset, depth, candidates: Math.max(wanted, Math.min(asked, depth)) };
}

type Found = Omit<RetrievedPassage, keyof NeighborPassages>;

/** Without the parts that were not asked for. */
function only(
  found: Found,
  { spec }: Pick<VectorIndex, 'spec'>,
  { include }: RetrieveOptions,
): Found {
  const { metadata, text = true } = include ?? {};
  return {
    ...found,
    metadata: pickMetadata(found.metadata, metadata, spec),
    ...(text ? {} : { text: '' }),
  };
}

/** An image's hit counts for the passage that it stands in. */
async function groupHits(
  { store }: Pick<VectorIndex, 'store'>,
  hits: readonly IndexHit[],
  options: RetrieveOptions,
): Promise<readonly Found[]> {
  const groups = new Map<string, { readonly hit: IndexHit; readonly images: PassageImage[] }>();
  const known = new Map<string, Passage>();
  for (const hit of hits) {
    const isOfImage = isImage(hit);
    const id = (isOfImage ? hit.parentId : undefined) ?? hit.id;
    if (!isOfImage) known.set(hit.id, toPassage(hit));
    const group = groups.get(id) ?? { hit, images: [] };
    if (isOfImage) group.images.push({ id: hit.id, uri: hit.uri, alt: hit.text });
    groups.set(id, group);
  }
  await load(store, [...groups.keys()], known, options);
  return [...groups].map(([id, { hit, images }]) => ({
    ...(known.get(id) ?? toPassage(hit)),
    score: hit.score,
    modality: hit.modality,
    ...(hit.vectors === undefined ? {} : { vectors: hit.vectors }),
    images,
  }));
}

/** Those without a text can't be compared, so they come last. */
async function rerank(
  reranker: Reranker,
  query: string,
  found: readonly Found[],
  limit: number,
  { signal }: RetrieveOptions,
): Promise<readonly Found[]> {
  const readable = found.filter(({ text }) => text !== '');
  if (readable.length === 0) return found;
  const texts = readable.map(({ text }) => text);
  const ranked = await reranker.rerank(query, texts, {
    limit: Math.min(limit, texts.length),
    signal,
  });
  const ordered = ranked.flatMap(({ index, score }) => {
    const passage = readable[index];
    return passage === undefined ? [] : [{ ...passage, rerankScore: score }];
  });
  return [...ordered, ...found.filter(({ text }) => text === '')];
}
