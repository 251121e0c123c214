import type { StorageRules } from '@nestvec/core/cost';
import { databases, storeNames } from '../open/databases.ts';

/** How each database that the command line knows keeps a vector. */
export async function storageRules(): Promise<StorageRules> {
  const rules = storeNames.map(async (name) => [name, await databases[name].storage()] as const);
  return Object.fromEntries(await Promise.all(rules));
}
