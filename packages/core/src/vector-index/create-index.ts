import type { Embedder } from '../embedder/embedder.ts';
import { ingest } from '../ingest/ingest.ts';
import type { IngestOptions, IngestReport, ItemSource } from '../ingest/types.ts';
import type { CallOptions } from '../async/signal.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Store } from '../store/store.ts';
import { createCollection } from './create-collection.ts';
import { checkIndexOptions, type IndexOptions } from './index-options.ts';
import type { Query } from './query.ts';
import { searchIndex, type IndexSearchResult } from './search-index.ts';
import type { IndexSearchOptions } from './search-options.ts';
import { settleSpec } from './settle-spec.ts';

/** An embedder and a collection, joined. */
export interface VectorIndex {
  /** The collection's spec: remembered where it exists, declared where it does not yet. */
  readonly spec: ResolvedSpec;
  readonly store: Store;
  readonly embedder: Embedder;
  /** Creates the collection where it does not exist yet; the first record that is ready does so as well. */
  create(options?: CallOptions): Promise<void>;
  /** Embeds items and writes them; the collection is created by the first record that is ready. */
  ingest(items: ItemSource, options?: IngestOptions): Promise<IngestReport>;
  /** Finds records by a text or an image, coarse-to-full, over both modalities where the collection has both. */
  search(query: Query, options?: IndexSearchOptions): Promise<IndexSearchResult>;
  /** Closes the embedder and the store; both are closed even where one of them fails, whose error this rejects with. */
  close(): Promise<void>;
}

/**
 * The front door: content in, content found.
 *
 * ```ts
 * const index = await createIndex({ embedder: await onnx({ directory }), store: lancedb({ uri: './data', collection: 'photos' }) });
 * await index.ingest([{ id: '1', image: './dog.jpg' }]);
 * const { hits } = await index.search('two dogs');
 * ```
 *
 * A collection that exists keeps its spec. Rejects with `identity` where another embedder filled it, and with `plan` where
 * `vectors`, `fields` or `tenants` are given and differ; then `store.plan` and `store.apply` bring it there.
 */
export async function createIndex(options: IndexOptions): Promise<VectorIndex> {
  checkIndexOptions(options, 'options');
  const { store, acceptNear } = options;
  const description = await store.describe({ signal: options.signal });
  const embedder =
    typeof options.embedder === 'function' ? await options.embedder(description) : options.embedder;
  const spec = await settleSpec(options, embedder, description).catch(async (error: unknown) => {
    // Opened here, so nobody else could close it.
    if (typeof options.embedder === 'function') await embedder.close().catch(() => {});
    throw error;
  });
  const creation = createCollection(store, spec, description !== undefined);
  return {
    spec,
    store,
    embedder,
    create: async (call) => await creation.done(call),
    async ingest(items, ingestOptions) {
      const beforeFirstWrite = async (): Promise<void> => await creation.done(ingestOptions);
      const target = { embedder, store, spec, exists: creation.isDone, beforeFirstWrite };
      return await ingest(target, items, ingestOptions);
    },
    search: async (query, searchOptions) =>
      await searchIndex({ embedder, store, spec, acceptNear }, query, searchOptions),
    async close() {
      const closings = await Promise.allSettled([embedder.close(), store.close()]);
      for (const closing of closings) if (closing.status === 'rejected') throw closing.reason;
    },
  };
}
