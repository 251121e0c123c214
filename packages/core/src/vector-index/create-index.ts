import { invalid, isNestvecError } from '../errors.ts';
import { ingest } from '../ingest/ingest.ts';
import type { IngestOptions, IngestReport, ItemSource } from '../ingest/types.ts';
import type { CallOptions } from '../async/signal.ts';
import type { Embedder } from '../embedder/embedder.ts';
import type { DeclaredFields, DeclaredVectors } from '../spec/declared.ts';
import { checkTenantName } from '../spec/names.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import { checkStoreOptions } from '../store/check-options.ts';
import type { Store } from '../store/store.ts';
import { bindEmbedder, fits } from './bind-embedder.ts';
import { createCollection, type Creation } from './create-collection.ts';
import { checkIndexOptions, type IndexOptions } from './index-options.ts';
import { checkView, viewFilter, viewSpec } from './index-view.ts';
import { readIndex } from './read-index.ts';
import type { SearchTarget } from './search-index.ts';
import { settleSpec } from './settle-spec.ts';
import type { VectorIndex } from './vector-index.ts';
import { viewStore } from './view-store.ts';

/**
 * The front door: content in, content found.
 *
 * ```ts
 * const index = await createIndex({ embedder: await onnx({ directory }), store: lancedb({ uri: './data', collection: 'photos' }) });
 * await index.ingest([{ id: '1', image: './dog.jpg' }]);
 * const { hits } = await index.search('two dogs');
 * ```
 *
 * `fields` and `vectors` that are written out there type what a search takes and gives. A collection that exists keeps its spec. Rejects with `identity` where another embedder filled it, and with `plan` where
 * `vectors`, `fields` or `tenants` are given and differ; then `store.plan` and `store.apply` bring it there.
 */
export async function createIndex<
  const Fields extends DeclaredFields = DeclaredFields,
  const Vectors extends DeclaredVectors = DeclaredVectors,
>(options: IndexOptions<Fields, Vectors>): Promise<VectorIndex<Fields, Vectors>> {
  const index: VectorIndex = await connect(options);
  // The fields and vectors that its calls are checked against are those declared here, or the collection has others and it was refused.
  return index as object as VectorIndex<Fields, Vectors>;
}

async function connect(options: IndexOptions): Promise<VectorIndex> {
  checkIndexOptions(options);
  const { store } = options;
  const description = await store.describe({ signal: options.signal, count: false });
  const embedder = await bindEmbedder(options, description);
  const spec = await settleSpec(options, embedder, description).catch(async (error: unknown) => {
    // Opened here, so nothing else could close it.
    if (typeof options.embedder === 'function') await embedder.close().catch(() => {});
    throw error;
  });
  const creation = createCollection(store, spec, description !== undefined);
  const shared: Shared = { options, creation, bound: { embedder, spec } };
  const embedders = options.embedders ?? [embedder];
  return openIndex(shared, store, async () => {
    const closings = [...embedders.map(async (one) => await one.close()), store.close()];
    for (const closing of await Promise.allSettled(closings))
      if (closing.status === 'rejected') throw closing.reason;
  });
}

/** What an index and those of its tenants share. */
interface Shared {
  readonly options: IndexOptions;
  readonly creation: Creation;
  /** The embedder that the collection named when it was last looked at, and its spec. */
  bound: { readonly embedder: Embedder; readonly spec: ResolvedSpec };
}

function openIndex(shared: Shared, store: Store, close: () => Promise<void>): VectorIndex {
  const { options, creation } = shared;
  const { acceptNear } = options;
  const parts = {
    exists: async (call: CallOptions) => creation.isDone() || (await wasCreated(shared, call)),
    rebind: async (call: CallOptions) => await rebind(shared, call),
  };
  const target = (): SearchTarget => ({ ...shared.bound, store, acceptNear });
  const { search, list, facets } = readIndex({ ...parts, target });
  const index: VectorIndex = {
    get spec() {
      return shared.bound.spec;
    },
    get embedder() {
      return shared.bound.embedder;
    },
    store,
    async create(call) {
      checkStoreOptions('plan', call);
      await creation.done(call);
    },
    ingest: async (items, ingestOptions) => await ingestInto(shared, store, items, ingestOptions),
    search,
    list,
    facets,
    view(viewOptions = {}) {
      checkView(viewOptions, shared.bound.spec);
      const { embedWith = (own) => own } = viewOptions;
      return readIndex({
        ...parts,
        target: () => {
          const { embedder, spec } = shared.bound;
          return {
            acceptNear,
            embedder: embedWith(embedder),
            spec: viewSpec(spec, viewOptions),
            store: viewStore(store, viewFilter(viewOptions, spec)),
          };
        },
      });
    },
    tenant(name) {
      checkTenantName(name);
      if (!shared.bound.spec.tenants)
        throw invalid(
          'tenant',
          `${store.collection} has no tenants; pass tenants: true when it is made`,
        );
      const scoped = store.tenant(name);
      return openIndex(shared, scoped, async () => await scoped.close());
    },
    async tenants(call) {
      checkStoreOptions('tenants', call);
      return creation.isDone() ? await store.tenants(call) : [];
    },
    async removeTenant(name, call) {
      checkTenantName(name);
      checkStoreOptions('removeTenant', call);
      return creation.isDone() ? await store.removeTenant(name, call) : false;
    },
    close,
  };
  return index;
}

/**
 * Ingests with the embedder that the collection names. Where an alias moves to another one's collection meanwhile, a list, which can be
 * read again, is ingested whole into that one.
 */
async function ingestInto(
  shared: Shared,
  store: Store,
  items: ItemSource,
  given: IngestOptions | undefined,
): Promise<IngestReport> {
  const { options, creation } = shared;
  const { acceptNear, embedders } = options;
  const beforeFirstWrite = async (): Promise<void> => await creation.done(given);
  for (let tried = 1; ; tried++) {
    if (embedders !== undefined && creation.isDone()) await rebind(shared, given);
    const { bound } = shared;
    const target = { ...bound, store, acceptNear, exists: creation.isDone, beforeFirstWrite };
    try {
      return await ingest(target, items, given);
    } catch (error) {
      const isOther = isNestvecError(error, 'identity') && embedders !== undefined;
      if (!isOther || !Array.isArray(items) || tried === mostMoves) throw error;
      if (!(await rebind(shared, given)) || shared.bound.embedder === bound.embedder) throw error;
    }
  }
}

/** Moves of an alias that one ingest follows. */
const mostMoves = 5;

/** Looks again at which embedder the collection names, which an alias may have changed; says whether it is there now. */
async function rebind(shared: Shared, call: CallOptions | undefined): Promise<boolean> {
  const { options } = shared;
  if (options.embedders === undefined) return false;
  const description = await options.store.describe({ signal: call?.signal, count: false });
  if (description?.spec === undefined) return false;
  const embedder = await bindEmbedder(options, description);
  if (!fits(embedder, description.spec.embedder, options.acceptNear)) return false;
  shared.bound = { embedder, spec: description.spec };
  return true;
}

/** Whether someone else has created the collection in the meantime. */
async function wasCreated({ options, creation }: Shared, call: CallOptions): Promise<boolean> {
  if ((await options.store.describe({ ...call, count: false })) === undefined) return false;
  await creation.done(call);
  return true;
}
