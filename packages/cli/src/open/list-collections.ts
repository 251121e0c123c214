import type { Io } from '../io.ts';
import { listLance } from './list-lance.ts';
import { listPinecone } from './list-pinecone.ts';
import { listQdrant } from './list-qdrant.ts';
import { listWeaviate } from './list-weaviate.ts';
import type { DatabasePlace } from './place.ts';

/** Names of the collections in a place, in order. */
export async function listCollections(place: DatabasePlace, io: Io): Promise<string[]> {
  switch (place.store) {
    case 'lancedb':
      return await listLance(place.uri);
    case 'qdrant':
      return await listQdrant(place.url, io);
    case 'weaviate':
      return await listWeaviate(place.url, io);
    case 'pinecone':
      return await listPinecone(place.url, io);
  }
}
