import { type EmbedderIdentity, NestvecError, type Store } from '@nestvec/core';
import { checkMethods, identityNamed, recent, type Recent } from '@nestvec/core/kit';
import { type Origin, type ResolvedSpec } from '@nestvec/core/store';
import type { NestvecVectorOptions } from './vector-options.ts';

/** An index that exists. */
export interface OpenIndex {
  readonly store: Store;
  readonly spec: ResolvedSpec;
  /** What made the vectors of a call. */
  readonly madeBy: Origin;
}

/** The stores of indexes, each opened at its first use. */
export interface OpenIndexes {
  readonly storeOf: (indexName: string) => Store;
  /** As it is now, or for reads as it was a moment ago. Rejects with `not-found`. */
  readonly open: (indexName: string, belief?: 'recent') => Promise<OpenIndex>;
  readonly forget: (indexName: string) => void;
  readonly close: () => Promise<void>;
}

/** For how long reads believe what an index is, in milliseconds; the store itself asks as often. */
const believedMs = 1500;

interface Entry {
  readonly store: Store;
  readonly spec: Recent<ResolvedSpec>;
}

/** Nothing is asked of a database before the first call. */
export function openIndexes({
  open,
  embedder,
  acceptNear,
}: Pick<NestvecVectorOptions, 'open' | 'embedder' | 'acceptNear'>): OpenIndexes {
  const entries = new Map<string, Entry>();
  const entryOf = (indexName: string): Entry => {
    const known = entries.get(indexName);
    if (known !== undefined) return known;
    const store = open(indexName);
    checkMethods(store, ['describe', 'upsert'], 'what options.open gives', 'a store');
    const spec = recent(async () => await readSpec(store), believedMs);
    const entry = { store, spec };
    entries.set(indexName, entry);
    return entry;
  };
  return {
    storeOf: (indexName) => entryOf(indexName).store,
    async open(indexName, belief) {
      const { store, spec: read } = entryOf(indexName);
      const spec = await (belief === 'recent' ? read.get() : read.now());
      if (spec === undefined) throw missingIndex(store, indexName);
      const identity = embedder?.identity ?? unnamed(spec.embedder.dimensions);
      return { store, spec, madeBy: { identity, acceptNear } };
    },
    forget: (indexName) => entries.get(indexName)?.spec.forget(),
    async close() {
      const stores = [...entries.values()].map(({ store }) => store);
      entries.clear();
      await Promise.all(stores.map(async (store) => await store.close()));
    },
  };
}

async function readSpec(store: Store): Promise<ResolvedSpec | undefined> {
  const description = await store.describe({ count: false });
  if (description === undefined || description.spec !== undefined) return description?.spec;
  throw new NestvecError(
    'identity',
    `${store.database}: ${store.collection} was not made by nestvec, and does not say what its vectors are of; use another index`,
    { verdict: 'unknown', fields: [] },
  );
}

function missingIndex({ database }: Store, name: string): NestvecError<'not-found'> {
  return new NestvecError(
    'not-found',
    `${database}: the index ${JSON.stringify(name)} does not exist; make it with createIndex`,
    { what: 'collection', name },
  );
}

/** What is kept as the embedder where no one said which it is: its vectors are those of any model with as many dimensions. */
export function unnamed(dimensions: number): EmbedderIdentity {
  return { ...identityNamed('unnamed'), dimensions };
}
