import { createIndex, type Embedder, type VectorIndex } from '@nestvec/core';
import { canonicalJson } from '@nestvec/core/kit';
import type { EmbedderFlags } from '../embedder-flags.ts';
import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';
import { openEmbedder } from '../open/embedder.ts';
import { noCollection } from '../open/no-collection.ts';
import { openStore } from '../open/open-store.ts';

/** Collections that are served, and what embeds. */
export interface OpenedIndexes {
  /** By the names of their collections. */
  readonly indexes: Readonly<Record<string, VectorIndex>>;
  /** Of the first collection; without any, what the flags name. */
  readonly embedder: Embedder;
  close(): Promise<void>;
}

/**
 * Opens collections, each with what filled it unless the flags name something else; those that the same filled share one model. Rejects
 * with `not-found` for one that is not there.
 */
export async function openIndexes(
  collections: readonly string[],
  place: DatabasePlace,
  flags: EmbedderFlags,
  io: Io,
): Promise<OpenedIndexes> {
  const embedders = new Map<string, Promise<Embedder>>();
  const closings: (() => Promise<void>)[] = [];
  const embedderFor = async (identity: Embedder['identity'] | undefined): Promise<Embedder> => {
    const name = canonicalJson({ ...identity });
    const known = embedders.get(name);
    if (known !== undefined) return await known;
    const opening = openEmbedder(flags, io, identity);
    embedders.set(name, opening);
    const embedder = await opening;
    closings.push(async () => await embedder.close());
    return embedder;
  };
  const close = async (): Promise<void> => {
    const closed = await Promise.allSettled(closings.map(async (one) => await one()));
    for (const one of closed) if (one.status === 'rejected') throw one.reason;
  };
  try {
    const indexes: Record<string, VectorIndex> = {};
    for (const collection of collections)
      indexes[collection] = await open(collection, place, flags, io, { embedderFor, closings });
    const [first] = Object.values(indexes);
    return { indexes, embedder: first?.embedder ?? (await embedderFor(undefined)), close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

async function open(
  collection: string,
  place: DatabasePlace,
  { acceptNear }: EmbedderFlags,
  io: Io,
  shared: {
    readonly embedderFor: (identity: Embedder['identity'] | undefined) => Promise<Embedder>;
    readonly closings: (() => Promise<void>)[];
  },
): Promise<VectorIndex> {
  const store = await openStore(collection, place, io);
  shared.closings.push(async () => await store.close());
  return await createIndex({
    store,
    acceptNear,
    signal: io.signal,
    embedder: async (found) => {
      if (found === undefined) throw await noCollection(collection, place, io);
      return await shared.embedderFor(found.spec?.embedder);
    },
  });
}
