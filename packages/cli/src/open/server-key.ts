import type { Io } from '../io.ts';
import { databases, type StoreName } from './databases.ts';

/** A database's key. Only the environment gives it, since a command line is seen by others and kept in a history. */
export function serverKey(store: StoreName, { env }: Pick<Io, 'env'>): string | undefined {
  const { keyVariable } = databases[store];
  return keyVariable === undefined ? undefined : env[keyVariable] || undefined;
}
