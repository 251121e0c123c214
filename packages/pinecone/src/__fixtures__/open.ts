import { pinecone } from '../store.ts';
import type { PineconeOptions } from '../options.ts';
import type { Store } from '@nestvec/core';
import { memoryKeeper } from './keeper.ts';

const longText = memoryKeeper();

/** Stores on the fake at a URL; they share one keeper of long texts. */
export function openAt(controllerHost: string | undefined, options: Partial<PineconeOptions> = {}): (collection: string) => Store {
  return (collection) => pinecone({ apiKey: 'any', controllerHost, collection, longText, ...options });
}
