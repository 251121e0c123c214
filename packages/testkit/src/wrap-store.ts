import type { Store } from '@nestvec/core';
import { searchEach } from '@nestvec/core/store';

/**
 * A store that differs from another in the given members; the rest is passed on. One that searches or reads in its own way does so
 * in `searchMany` too.
 */
export function wrapStore(store: Store, overrides: Partial<Store>): Store {
  const { search, get } = overrides;
  const wrapped: Store = {
    database: store.database,
    collection: store.collection,
    tenantName: store.tenantName,
    capabilities: store.capabilities,
    limits: store.limits,
    aliases: store.aliases,
    plan: (spec, options) => store.plan(spec, options),
    apply: (plan, options) => store.apply(plan, options),
    upsert: (records, options) => store.upsert(records, options),
    update: (changes, options) => store.update(changes, options),
    search: (request, options) => store.search(request, options),
    searchMany: (requests, options) =>
      search === undefined && get === undefined
        ? store.searchMany(requests, options)
        : searchEach(wrapped)(requests, options),
    list: (request, options) => store.list(request, options),
    scan: (options) => store.scan(options),
    get: (ids, options) => store.get(ids, options),
    remove: (target, options) => store.remove(target, options),
    count: (options) => store.count(options),
    facets: (request, options) => store.facets(request, options),
    describe: (options) => store.describe(options),
    optimize: (options) => store.optimize(options),
    drop: (options) => store.drop(options),
    tenant: (name) => store.tenant(name),
    tenants: (options) => store.tenants(options),
    removeTenant: (name, options) => store.removeTenant(name, options),
    async resolve(options) {
      const there = await store.resolve(options);
      return there === store ? wrapped : wrapStore(there, overrides);
    },
    close: () => store.close(),
    ...overrides,
  };
  return wrapped;
}

/** A store after whose writes something else is waited for. */
export function settleAfterWrites(store: Store, settle: (store: Store) => Promise<void>): Store {
  const settling = async (write: Promise<void>): Promise<void> => {
    await write;
    await settle(store);
  };
  return wrapStore(store, {
    upsert: (records, options) => settling(store.upsert(records, options)),
    update: (changes, options) => settling(store.update(changes, options)),
    remove: (target, options) => settling(store.remove(target, options)),
    async removeTenant(name, options) {
      const existed = await store.removeTenant(name, options);
      await settle(store);
      return existed;
    },
    tenant: (name) => settleAfterWrites(store.tenant(name), settle),
  });
}
