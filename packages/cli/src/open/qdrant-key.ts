import type { Io } from '../io.ts';

/** The server's key. Only the environment gives it, since a command line is seen by others and kept in a history. */
export function qdrantKey({ env }: Pick<Io, 'env'>): string | undefined {
  return env['QDRANT_API_KEY'] || undefined;
}
