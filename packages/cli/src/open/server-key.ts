import type { Io } from '../io.ts';
import type { ServerName } from '../place-flags.ts';

/** Where each server's key is read from. */
export const keyVariables: Readonly<Record<ServerName, string>> = {
  qdrant: 'QDRANT_API_KEY',
  weaviate: 'WEAVIATE_API_KEY',
  pinecone: 'PINECONE_API_KEY',
};

/** A server's key. Only the environment gives it, since a command line is seen by others and kept in a history. */
export function serverKey(server: ServerName, { env }: Pick<Io, 'env'>): string | undefined {
  return env[keyVariables[server]] || undefined;
}
