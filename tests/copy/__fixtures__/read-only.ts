import type { Store } from '@nestvec/core';
import { wrapStore } from '@nestvec/testkit';
import { refusedWrites } from './refused-writes.ts';

/** A store of which every write is an error, of its tenants too. */
export function readOnly(store: Store): Store {
  return wrapStore(store, { ...refusedWrites, tenant: (name) => readOnly(store.tenant(name)) });
}
