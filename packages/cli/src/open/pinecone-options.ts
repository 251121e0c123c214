import { invalid } from '@nestvec/core/store';
import type { Io } from '../io.ts';
import { serverKey } from './server-key.ts';

/** Where Pinecone is, and the key. Only the environment gives that, since a command line is seen by others and kept in a history. */
export function pineconeOptions(
  url: string | undefined,
  io: Pick<Io, 'env'>,
): { readonly apiKey: string; readonly controllerHost: string | undefined } {
  const apiKey = serverKey('pinecone', io);
  if (apiKey === undefined)
    throw invalid(
      'PINECONE_API_KEY',
      'is not set; give the key of your Pinecone project in the environment, any text for an emulator',
    );
  return { apiKey, controllerHost: url };
}
