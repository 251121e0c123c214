import { resolveOptions, type SearchClientOptions } from './options.ts';
import { post } from './post.ts';
import { type Recommendation, searchOf } from './recommendation.ts';

/** A search as InstantSearch asks it. */
export interface ScreenRequest {
  /** `NAME`, or `NAME/sort/FIELD:asc` and `NAME/sort/FIELD:desc` for `sortBy`. */
  readonly indexName: string;
  // Each version of InstantSearch has types of its own for it; the server checks what is in it.
  readonly params?: any;
  /** `facet` asks for values of a facet that hold a text. */
  readonly type?: unknown;
}

/** What InstantSearch (js, React, Vue) takes as its `searchClient`. */
export interface SearchClient {
  /** All requests of a screen at once. Rejects with `SearchClientError`. */
  // The types of hits are InstantSearch's, which has others in each version.
  search(requests: readonly ScreenRequest[]): Promise<{ results: any[] }>;
  /** For `lookingSimilar` and `relatedProducts`: what resembles a record, as `nestvecLike` finds it. Other models are refused. */
  getRecommendations(recommendations: readonly Recommendation[]): Promise<{ results: any[] }>;
  /** Sends an image to search with, for `configure({ nestvecImage })`; the server keeps it for 15 minutes. */
  upload(image: Blob, signal?: AbortSignal): Promise<string>;
}

/**
 * A client for InstantSearch over the indexes of a server.
 *
 * ```js
 * import instantsearch from 'instantsearch.js';
 * import { createSearchClient } from '@nestvec/web/instantsearch';
 *
 * const search = instantsearch({ indexName: 'shop', searchClient: createSearchClient({ url: 'https://search.example' }) });
 * ```
 *
 * `configure({ nestvecImage, nestvecLike, nestvecMix })` searches by an uploaded image, by stored records, or by a mix of words and either.
 * Throws `invalid-input` for options.
 */
export function createSearchClient(options?: SearchClientOptions): SearchClient {
  const resolved = resolveOptions(options);
  let older: AbortController | undefined;

  async function send(requests: readonly object[], signal?: AbortSignal): Promise<unknown[]> {
    const answer = await post('/instantsearch', { requests }, resolved, signal);
    return (answer as { results: unknown[] }).results; // of this server
  }

  return {
    async search(requests) {
      const isOfFacet = requests.some(({ type }) => type === 'facet');
      // Values of a facet are asked for beside the search, not after it.
      if (!resolved.abortOlder || isOfFacet) return { results: await send(requests) };
      older?.abort();
      const own = new AbortController();
      older = own;
      try {
        return { results: await send(requests, own.signal) };
      } catch (error) {
        // A newer search answers in its place; InstantSearch counts it with that one, and shows no failure.
        if (own.signal.aborted) return await new Promise(() => {});
        throw error;
      }
    },
    async getRecommendations(recommendations) {
      return { results: await send(recommendations.map(searchOf)) };
    },
    async upload(image, signal) {
      const form = new FormData();
      form.append('image', image, 'image');
      const answer = await post('/v1/uploads', form, resolved, signal);
      return (answer as { upload: string }).upload; // of this server
    },
  };
}
