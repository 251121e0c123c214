import type { Store } from '@nestvec/core';
import type { ClientSource } from '../client.ts';
import type { PineconeSettings } from '../options.ts';
import { pinecone, type PineconeStore } from '../store.ts';
import { memoryKeeper } from './keeper.ts';

/** Options of a store on the fake, in which a client takes the place of the key. */
export interface StoreChanges extends Partial<PineconeSettings> {
  readonly apiKey?: string | undefined;
  readonly client?: ClientSource | undefined;
}

const longText = memoryKeeper();

/** A store on the fake at a URL, with any key, of the collection `docs`. */
export function openOn(
  controllerHost: string | undefined,
  { client, apiKey = 'any', ...changes }: StoreChanges = {},
): PineconeStore {
  const access = client === undefined ? { apiKey } : { client };
  return pinecone({ ...access, controllerHost, collection: 'docs', ...changes });
}

/** Stores on the fake at a URL; they share one keeper of long texts. */
export function openAt(
  controllerHost: string | undefined,
  changes: StoreChanges = {},
): (collection: string) => Store {
  return (collection) => openOn(controllerHost, { longText, ...changes, collection });
}
