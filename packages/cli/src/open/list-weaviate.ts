import { throwIfAborted } from '@nestvec/core/store';
import type { Io } from '../io.ts';
import { serverKey } from './server-key.ts';

/** Names of the collections on a Weaviate server, in order; also those that others made, by Weaviate's names. */
export async function listWeaviate(url: string, io: Io): Promise<string[]> {
  throwIfAborted(io, `weaviate: listing the collections of ${url}`);
  const { listCollections } = await import('@nestvec/weaviate');
  return await listCollections({ url, apiKey: serverKey('weaviate', io) });
}
