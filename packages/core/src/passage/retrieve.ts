import type { VectorIndex } from '../vector-index/create-index.ts';
import { invalid } from '../errors.ts';
import type { Modality } from '../spec/models.ts';
import type {
  IndexHit,
  IndexSearchOptions,
  IndexSearchResult,
  Query,
} from '../vector-index/search-index.ts';
import { isPicture, type Passage, type PassagePicture, toPassage } from './found-passage.ts';
import { load, neighborPassages, type NeighborPassages } from './neighbor-passages.ts';
import type { Reranker } from './reranker.ts';

/** Options of `retrieve`. */
export interface RetrieveOptions extends Pick<
  IndexSearchOptions,
  'filter' | 'over' | 'exact' | 'oversample' | 'signal'
> {
  /** Passages wanted. Default 5. */
  readonly limit?: number | undefined;
  /** Hits that are looked at to find them. Default 4 for each passage wanted. */
  readonly candidates?: number | undefined;
  /**
   * Whether the query's words are looked for as well, by the database's own full text. Default: where it has one. `true` throws
   * `unsupported` where it has none.
   */
  readonly keyword?: boolean | undefined;
  /** Orders the passages anew. Needs a query of text. */
  readonly reranker?: Reranker | undefined;
  /** How many passages of the document come along before and after each. Default 0. */
  readonly neighbors?: number | undefined;
}

/** A passage that answers a query. */
export interface RetrievedPassage extends Passage, NeighborPassages {
  /** Cosine similarity of the hit that it was found by; those of different `modality` can't be compared. */
  readonly score: number;
  /** Whether its text was found, or a picture in it. */
  readonly modality: Modality;
  /** What the reranker said. */
  readonly rerankScore?: number | undefined;
  /** Pictures of it that were found, the best first. */
  readonly pictures: readonly PassagePicture[];
}

/** Passages in their order, and how they were found. */
export interface RetrieveResult extends Pick<IndexSearchResult, 'explain' | 'usage'> {
  readonly passages: readonly RetrievedPassage[];
}

/**
 * The passages that answer a query best, with where they come from: found by their texts and by their pictures, merged by
 * reciprocal rank, and each named once.
 *
 * ```ts
 * const { passages } = await retrieve(index, 'How do I change the battery?', { neighbors: 1 });
 * for (const { before, after, ...passage } of passages)
 *   console.log(passage.uri, passage.facts?.headings, joinPassages([...before, passage, ...after]));
 * ```
 */
export async function retrieve(
  index: Pick<VectorIndex, 'search' | 'store'>,
  query: Query,
  options: RetrieveOptions = {},
): Promise<RetrieveResult> {
  const { limit = 5, candidates = limit * 4, reranker, keyword, signal, ...search } = options;
  const { neighbors: around = 0, ...request } = search;
  const words = typeof query === 'string' ? query : 'text' in query ? query.text : undefined;
  if (reranker !== undefined && words === undefined)
    throw invalid('reranker', 'orders texts by a text; leave it out where the query is a picture');
  const withWords = words !== undefined && (keyword ?? index.store.capabilities.keyword);
  const { hits, explain, usage } = await index.search(query, {
    ...request,
    limit: Math.max(limit, candidates),
    keyword: withWords ? words : undefined,
    signal,
  });
  const found = await groupHits(index, hits, options);
  const ordered =
    reranker === undefined || words === undefined
      ? found
      : await rerank(reranker, words, found, limit, options);
  const best = ordered.slice(0, limit);
  const rows = await neighborPassages(index.store, best, around, { signal });
  const none = { before: [], after: [] };
  return { passages: best.map((one, i) => ({ ...one, ...(rows[i] ?? none) })), explain, usage };
}

type Found = Omit<RetrievedPassage, keyof NeighborPassages>;

/** A picture's hit counts for the passage that it stands in. */
async function groupHits(
  { store }: Pick<VectorIndex, 'store'>,
  hits: readonly IndexHit[],
  options: RetrieveOptions,
): Promise<readonly Found[]> {
  const groups = new Map<string, { readonly hit: IndexHit; readonly pictures: PassagePicture[] }>();
  const known = new Map<string, Passage>();
  for (const hit of hits) {
    const picture = isPicture(hit);
    const id = (picture ? hit.parentId : undefined) ?? hit.id;
    if (!picture) known.set(hit.id, toPassage(hit));
    const group = groups.get(id) ?? { hit, pictures: [] };
    if (picture) group.pictures.push({ id: hit.id, uri: hit.uri, alt: hit.text });
    groups.set(id, group);
  }
  await load(store, [...groups.keys()], known, options);
  return [...groups].map(([id, { hit, pictures }]) => ({
    ...(known.get(id) ?? toPassage(hit)),
    score: hit.score,
    modality: hit.modality,
    pictures,
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
