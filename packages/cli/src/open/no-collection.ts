import { NestvecError } from '@nestvec/core';
import type { Io } from '../io.ts';
import { listCollections } from './list-collections.ts';
import type { DatabasePlace } from './database.ts';
import { placeFlags } from './place.ts';

/** The error for a collection that is not there; it names those that are. */
export async function noCollection(
  collection: string,
  place: DatabasePlace,
  io: Io,
): Promise<NestvecError<'not-found'>> {
  const names = await listCollections(place, io);
  const others =
    names.length === 0
      ? `fill it with: ${io.program} ingest <path> --collection ${collection}${placeFlags(place)}`
      : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
  return new NestvecError(
    'not-found',
    `there is no collection ${collection} in ${place.name}; ${others}`,
    { what: 'collection', name: collection },
  );
}
