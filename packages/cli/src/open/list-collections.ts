import type { Io } from '../io.ts';
import { listLance } from './list-lance.ts';
import { listQdrant } from './list-qdrant.ts';
import type { Place } from './place.ts';

/** Names of the collections in a place, in order. */
export async function listCollections(place: Place, io: Io): Promise<string[]> {
  return place.store === 'lancedb' ? await listLance(place.uri) : await listQdrant(place.url, io);
}
