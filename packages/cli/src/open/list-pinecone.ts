import { throwIfAborted } from '@nestvec/core/store';
import type { Io } from '../io.ts';
import { pineconeOptions } from './pinecone-options.ts';

/** Names of the collections that nestvec has made in a project of Pinecone, in order. */
export async function listPinecone(url: string | undefined, io: Io): Promise<string[]> {
  throwIfAborted(io, 'pinecone: listing the collections');
  const options = pineconeOptions(url, io);
  const { listCollections } = await import('@nestvec/pinecone');
  return [...(await listCollections(options))];
}
