import type { Io } from '../io.ts';
import { databases, type StoreName } from './databases.ts';
import { environmentKey } from './environment-key.ts';

/** A database's key, from the variable that its entry names. */
export function serverKey(store: StoreName, io: Pick<Io, 'env'>): string | undefined {
  const { keyVariable } = databases[store];
  return keyVariable === undefined ? undefined : environmentKey(keyVariable, io);
}
