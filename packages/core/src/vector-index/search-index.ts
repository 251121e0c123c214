import type { Content } from '../embedder/content.ts';
import type { Embedder, Usage } from '../embedder/embedder.ts';
import { invalid } from '../errors.ts';
import { fuseByRank } from '../search/fuse.ts';
import type { Hit } from '../search/hit.ts';
import type { Modality } from '../spec/models.ts';
import { coarseAndFull } from '../search/resolve-search.ts';
import type { Explain, SearchRequest } from '../search/search.ts';
import { type CallOptions, throwIfAborted } from '../async/signal.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Store } from '../store/store.ts';

/** What is looked for; a bare string is a text. */
export type Query = string | Content;

/** Options of an index search; those of the request mean the same as there. */
export interface IndexSearchOptions
  extends
    CallOptions,
    Pick<
      SearchRequest,
      | 'filter'
      | 'limit'
      | 'offset'
      | 'minScore'
      | 'groupBy'
      | 'exact'
      | 'include'
      | 'oversample'
      | 'keyword'
    > {
  /** Which of the records' contents are compared with the query. Default: all that the collection has. */
  readonly over?: Modality | 'both' | undefined;
  /** Named vector to search over instead of the smallest of the modality. */
  readonly using?: string | undefined;
  /** Named vector to rescore by instead of the largest; `false` for none. */
  readonly rescore?: string | false | undefined;
}

/** A hit, and which of the record's contents it was found by. */
export interface IndexHit extends Hit {
  readonly modality: Modality;
}

/** Hits with an account of each search. */
export interface IndexSearchResult {
  /**
   * Over one modality: by score. Over both: merged by reciprocal rank, since a text-to-image similarity of 0.3 can be better
   * than a text-to-text similarity of 0.6; each score is then that of the modality named.
   */
  readonly hits: readonly IndexHit[];
  readonly explain: readonly Explain[];
  readonly usage: Usage;
}

/** Embeds the query once and searches over each modality asked for. */
export async function searchIndex(
  index: { readonly embedder: Embedder; readonly store: Store; readonly spec: ResolvedSpec },
  query: Query,
  options: IndexSearchOptions = {},
): Promise<IndexSearchResult> {
  const { embedder, store, spec } = index;
  const {
    over = 'both',
    using,
    rescore,
    signal,
    limit = 10,
    offset = 0,
    keyword,
    ...rest
  } = options;
  const content = typeof query === 'string' ? { text: query } : query;
  const pairs = searchPairs(spec, over, using, rescore);
  const { embeddings, usage } = await embedder.embed([content], { task: 'query', signal });
  const [embedding] = embeddings;
  if (embedding === undefined) throw invalid('query', 'the embedder gave nothing for it');
  if (!embedding.ok) throw embedding.error;
  throwIfAborted(options, `searching ${store.collection}`);
  const single = pairs.length === 1;
  const results = await Promise.all(
    pairs.map(async ({ modality, ...pair }) => {
      // Words are looked for in texts, whatever the vectors are of; twice would count them double.
      const words = single || modality === 'text' ? { keyword } : {};
      const request = { ...rest, ...words, ...pair, vector: embedding.vector };
      const page = single ? { limit, offset } : { limit: limit + offset };
      const { hits, explain } = await store.search({ ...request, ...page }, { signal });
      return { explain, hits: hits.map((hit): IndexHit => ({ ...hit, modality })) };
    }),
  );
  const lists = results.map((result) => result.hits);
  const hits = single ? (lists[0] ?? []) : fuseByRank(lists).slice(offset, offset + limit);
  return { hits, explain: results.map((result) => result.explain), usage };
}

interface SearchPair {
  readonly modality: Modality;
  readonly using: string;
  readonly rescore?: string;
}

function searchPairs(
  spec: ResolvedSpec,
  over: Modality | 'both',
  using: string | undefined,
  rescore: string | false | undefined,
): readonly SearchPair[] {
  if (using !== undefined) {
    const vector = Object.hasOwn(spec.vectors, using) ? spec.vectors[using] : undefined;
    if (vector === undefined)
      throw invalid(
        'using',
        `${JSON.stringify(using)} is not a named vector; it has ${Object.keys(spec.vectors).join(', ')}`,
      );
    return [
      { modality: vector.modality, using, ...(typeof rescore === 'string' ? { rescore } : {}) },
    ];
  }
  const pairs: SearchPair[] = [];
  for (const modality of ['image', 'text'] as const) {
    const pair = coarseAndFull(spec, modality);
    if (pair === undefined || (over !== 'both' && over !== modality)) continue;
    if (rescore === false) pairs.push({ modality, using: pair.using });
    else pairs.push({ modality, ...pair, ...(rescore === undefined ? {} : { rescore }) });
  }
  if (pairs.length === 0) throw invalid('over', `the collection has no ${over} vectors`);
  return pairs;
}
