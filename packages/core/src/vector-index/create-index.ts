import type { Embedder } from '../embedder/embedder.ts';
import { NestvecError } from '../errors.ts';
import { compareIdentity, describeIdentity, type EmbedderIdentity } from '../spec/identity.ts';
import { ingest } from '../ingest/ingest.ts';
import type { IngestOptions, IngestReport, ItemSource } from '../ingest/types.ts';
import { defaultSpec, type SpecChoices } from '../spec/default-spec.ts';
import {
  searchIndex,
  type IndexSearchOptions,
  type IndexSearchResult,
  type Query,
} from './search-index.ts';
import { retry } from '../async/retry.ts';
import type { CallOptions } from '../async/signal.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Store } from '../store/store.ts';

/** What `createIndex` takes. */
export interface IndexOptions extends Omit<SpecChoices, 'name'>, CallOptions {
  readonly embedder: Embedder;
  readonly store: Store;
  /** Identity fields in which this embedder may differ from the one that filled the collection, such as `weights`. */
  readonly acceptNear?: readonly (keyof EmbedderIdentity)[] | undefined;
}

/** An embedder and a collection, joined. */
export interface VectorIndex {
  /** The collection's spec: remembered where it exists, declared where it does not yet. */
  readonly spec: ResolvedSpec;
  readonly store: Store;
  readonly embedder: Embedder;
  /** Embeds items and writes them; the collection is created by the first record that is ready. */
  ingest(items: ItemSource, options?: IngestOptions): Promise<IngestReport>;
  /** Finds records by a text or a picture, coarse-to-full, over both modalities where the collection has both. */
  search(query: Query, options?: IndexSearchOptions): Promise<IndexSearchResult>;
  /** Closes the embedder and the store. */
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
  const { embedder, store } = options;
  const { spec, exists } = await settleSpec(options);
  /** Tried again as every write is: what a broken connection left is seen by the next plan. */
  const create = async (ingest: IngestOptions | undefined): Promise<void> => {
    // Not by the signal of `createIndex`, which ends with that call.
    const call = { signal: ingest?.signal };
    await retry(async () => await store.apply(await store.plan(spec, call), call), {
      operation: `creating ${store.collection}`,
      signal: call.signal,
      onRetry: ingest?.onRetry,
    });
  };
  let created = exists;
  return {
    spec,
    store,
    embedder,
    async ingest(items, ingestOptions) {
      const beforeFirstWrite = async (): Promise<void> => {
        if (!created) await create(ingestOptions);
        created = true;
      };
      const target = { embedder, store, spec, exists: () => created, beforeFirstWrite };
      return await ingest(target, items, ingestOptions);
    },
    search: async (query, searchOptions) =>
      await searchIndex({ embedder, store, spec }, query, searchOptions),
    async close() {
      await Promise.all([embedder.close(), store.close()]);
    },
  };
}

async function settleSpec(options: IndexOptions): Promise<{ spec: ResolvedSpec; exists: boolean }> {
  const { embedder, store, vectors, fields, tenants, modalities } = options;
  const name = store.collection;
  const declared = defaultSpec(embedder.identity, { name, vectors, fields, tenants, modalities });
  const description = await store.describe(options);
  if (description === undefined) return { spec: declared, exists: false };
  const remembered = description.spec;
  if (remembered === undefined) {
    throw new NestvecError(
      'identity',
      `${store.database}: ${name} was not made by nestvec and does not say which embedder filled it; use another name`,
      { verdict: 'unknown', fields: [] },
    );
  }
  checkEmbedder(remembered, options);
  const asked = {
    ...declared,
    embedder: remembered.embedder,
    vectors:
      vectors === undefined && modalities === undefined ? remembered.vectors : declared.vectors,
    fields: fields === undefined ? remembered.fields : declared.fields,
    tenants: tenants === undefined ? remembered.tenants : declared.tenants,
  };
  const { steps } = await store.plan(asked, options);
  if (steps.length > 0) {
    throw new NestvecError(
      'plan',
      `${store.database}: ${name} differs from what was asked: ${steps.map((step) => `${step.label} ${step.target} (${step.reason})`).join('; ')}; apply it with store.plan and store.apply`,
      { reason: 'drift', targets: steps.map((step) => step.target) },
    );
  }
  return { spec: asked, exists: true };
}

function checkEmbedder(remembered: ResolvedSpec, options: IndexOptions): void {
  const { embedder, store, acceptNear = [] } = options;
  const { verdict, differences } = compareIdentity(remembered.embedder, embedder.identity);
  const accepted = differences.every(({ field }) => acceptNear.includes(field));
  if (verdict === 'equal' || (verdict === 'near' && accepted)) return;
  const list = differences.map((d) => `${d.field} ${d.stored} → ${d.given}`).join(', ');
  const advice =
    verdict === 'near'
      ? `results would be close but not the same; accept it with acceptNear: ${JSON.stringify(differences.map((d) => d.field))}`
      : 'their vectors can’t be compared; use that embedder or another collection';
  throw new NestvecError(
    'identity',
    `${store.database}: ${remembered.name} was filled by ${describeIdentity(remembered.embedder)} and this embedder is ${describeIdentity(embedder.identity)} (${list}); ${advice}`,
    { verdict, fields: differences.map((d) => d.field) },
  );
}
