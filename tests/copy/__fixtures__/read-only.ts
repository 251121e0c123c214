import type { Store } from '@nestvec/core';
import { wrapStore } from '@nestvec/testkit';

/** A store of which every write is an error, of its tenants too. */
export function readOnly(store: Store): Store {
  const refuse = async (): Promise<never> =>
    await Promise.reject(new Error('the source was written'));
  return wrapStore(store, {
    apply: refuse,
    upsert: refuse,
    update: refuse,
    remove: refuse,
    drop: refuse,
    removeTenant: refuse,
    optimize: refuse,
    tenant: (name) => readOnly(store.tenant(name)),
  });
}
