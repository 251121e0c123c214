import type { CallOptions, Store } from '@nestvec/core';
import { lancedb, type LanceStore } from '@nestvec/lancedb';
import type { Io } from '../io.ts';
import type { DatabasePlace } from './place.ts';
import { pineconeOptions } from './pinecone-options.ts';
import { serverKey } from './server-key.ts';

/** A collection in a place; nothing is asked of the database yet. */
export async function openStore(
  collection: string,
  place: DatabasePlace,
  io: Pick<Io, 'env'>,
): Promise<Store> {
  if (place.store === 'lancedb') return lancedb({ uri: place.uri, collection });
  if (place.store === 'pinecone') {
    const { cloud, region, url } = place;
    const options = pineconeOptions(url, io);
    const { pinecone } = await import('@nestvec/pinecone');
    return pinecone({ ...options, cloud, region, collection });
  }
  const { store, url, grpcUrl } = place;
  const server = {
    url,
    apiKey: serverKey(store, io),
    grpc: grpcUrl === undefined ? undefined : { url: grpcUrl },
    collection,
  };
  if (store === 'qdrant') {
    const { qdrant } = await import('@nestvec/qdrant');
    return qdrant(server);
  }
  const { weaviate } = await import('@nestvec/weaviate');
  return weaviate(server);
}

/** Tidies up after writes, where the database does not do so by itself. */
export async function tidy(store: Store, options: CallOptions): Promise<void> {
  if (isLanceStore(store)) await store.optimize(options);
}

function isLanceStore(store: Store): store is LanceStore {
  return store.database === 'lancedb';
}
