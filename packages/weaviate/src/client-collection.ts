import type { Collection as AnyCollection, WeaviateClient } from 'weaviate-client';
import type { ObjectPlace, Vectors } from './api.ts';

/** The parts of the official client that are used here: any client that has them will do. */
export type ClientMethods = Pick<
  WeaviateClient,
  'collections' | 'getMeta' | 'getConnectionDetails'
> &
  Partial<Pick<WeaviateClient, 'alias'>>; // not of one from before there were any

/** A collection of that client. */
export type Collection = AnyCollection;

/** The collection that a place is in. */
export function collectionAt({ collections }: ClientMethods, place: ObjectPlace): Collection {
  const collection = collections.use(place.class);
  const scoped = place.tenant === undefined ? collection : collection.withTenant(place.tenant);
  return place.consistency === undefined ? scoped : scoped.withConsistency(place.consistency);
}

/** Numbers, since of a `Float32Array` it makes an error that can't be caught. */
export function numbersOf(vectors: Vectors): number[] | Record<string, number[]> {
  const { '': unnamed, ...named } = vectors;
  if (unnamed !== undefined) return Array.from(unnamed);
  return Object.fromEntries(
    Object.entries(named).map(([name, vector]) => [name, Array.from(vector)]),
  );
}

/** The client's types follow from the type of a collection, which is not known here; it looks at values only. */
export function loose<Type>(value: unknown): Type {
  return value as Type; // see above
}
