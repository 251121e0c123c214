import { recent } from '../../async/recent.ts';
import type { CallOptions } from '../../async/signal.ts';
import { invalid, isNestvecError, NestvecError } from '../../errors.ts';
import { isPlainObject } from '../../json.ts';
import type { CollectionDescription, DescribeOptions, Store } from '../store.ts';
import { aliasedCollection, aliasMoved, danglingAlias } from './alias-errors.ts';
import { type AliasHost, aliasLock } from './create-aliases.ts';

/** For how long reads believe where an alias leads, in milliseconds. */
const usualBeliefMs = 1500;

/** Where the name of a store leads, for the store and those of its tenants. */
interface Followed extends AliasHost {
  /** The collection that the name leads to; `undefined` where it is the collection's own. */
  readonly target: (
    operation: string,
    call: CallOptions | undefined,
    use: Use,
  ) => Promise<string | undefined>;
  /** Whether the name was an alias when it was last looked at. */
  readonly isKnown: () => boolean;
  readonly open: (collection: string) => Store;
}

/** Whether a call asks where the name leads, or believes what was asked a moment ago. */
type Use = 'now' | 'recent';

/**
 * A store whose name may be an alias, from one that knows its own collection alone and says that it does not exist where the name is an
 * alias: nothing is asked as long as the name is a collection's own. Each call is wholly of one collection.
 */
export function followAlias(own: Store, host: AliasHost): Store {
  const { parts, begin, ask } = host;
  const { collection: name } = own;
  const siblings = new Map<string, Store>();
  const where = recent(async () => {
    const collection = await parts.resolve(name);
    return collection === undefined ? undefined : { collection };
  }, parts.believedMs ?? usualBeliefMs);
  let known = false;
  const followed: Followed = {
    ...host,
    async target(operation, call, use) {
      begin(operation, call);
      const read = use === 'now' ? where.now : where.get;
      const found = await ask(operation, name, call, read);
      begin(operation, call);
      known = found !== undefined;
      return found?.collection;
    },
    isKnown: () => known,
    open(collection) {
      const sibling = siblings.get(collection) ?? parts.open(collection, 'same');
      siblings.set(collection, sibling);
      return sibling;
    },
  };
  return follow(own, followed, async () => {
    for (const sibling of siblings.values()) await sibling.close();
    await own.close();
  });
}

function follow(own: Store, followed: Followed, close: () => Promise<void>): Store {
  const { database, parts, begin, target, isKnown } = followed;
  const { collection: name, tenantName } = own;
  const tenants = new Map<string, Store>();
  const openOne = (collection: string): Store => {
    const whole = followed.open(collection);
    if (tenantName === undefined) return whole;
    const one = tenants.get(collection) ?? whole.tenant(tenantName);
    tenants.set(collection, one);
    return one;
  };
  const lead = async (
    operation: string,
    call: CallOptions | undefined,
    use: Use,
  ): Promise<Store | undefined> => {
    const collection = await target(operation, call, use);
    return collection === undefined ? undefined : openOne(collection);
  };
  const dangling = ({ collection }: Store): Error =>
    danglingAlias(database, { alias: name, collection });
  /** Runs a call of the collection that the name leads to. */
  const through = async <Result>(
    operation: string,
    call: CallOptions | undefined,
    use: Use,
    run: (store: Store) => Promise<Result>,
  ): Promise<Result> => {
    const there = isKnown() ? await lead(operation, call, use) : undefined;
    try {
      return await run(there ?? own);
    } catch (error) {
      if (!isMissing(error)) throw error;
      // The name is an alias after all, or the alias has moved and the collection was dropped.
      const now = await lead(operation, call, 'now');
      if (now === undefined) throw error;
      if (now === there) throw dangling(now);
      return await run(now).catch((again: unknown) => {
        throw isMissing(again) ? dangling(now) : again;
      });
    }
  };
  const namesOf = async (call: CallOptions | undefined): Promise<readonly string[]> => {
    const all = await followed.ask('list of aliases', name, call, parts.list);
    return all.flatMap(({ alias, collection }) => (collection === name ? alias : [])).toSorted();
  };
  const store: Store = {
    database,
    collection: name,
    tenantName,
    capabilities: own.capabilities,
    limits: own.limits,
    aliases: own.aliases,
    async plan(spec, call) {
      const there = await lead('plan', call, 'now');
      if (there === undefined) return await own.plan(spec, call);
      const given: unknown = spec;
      const isNamed = isPlainObject(given) && given['name'] === name;
      if ((await describeIfThere(there, { signal: call?.signal, count: false })) === undefined)
        throw dangling(there);
      return await there.plan(isNamed ? { ...spec, name: there.collection } : spec, call);
    },
    async apply(plan, options) {
      begin('apply', options);
      const there = await lead('apply', options, 'now');
      const planned = specName(plan);
      if (there === undefined) {
        if (planned === name && isRebuild(plan)) refuseRebuild(own, await namesOf(options));
        return await own.apply(plan, options);
      }
      if (planned !== undefined && planned !== there.collection)
        throw aliasMoved(database, { alias: name, collection: planned }, there.collection);
      if (isRebuild(plan)) refuseRebuild(there, [name]);
      return await there.apply(plan, options);
    },
    upsert: async (records, call) =>
      await through('upsert', call, 'now', async (one) => one.upsert(records, call)),
    update: async (changes, call) =>
      await through('update', call, 'now', async (one) => one.update(changes, call)),
    search: async (request, call) =>
      await through('search', call, 'recent', async (one) => one.search(request, call)),
    searchMany: async (requests, call) =>
      await through('searchMany', call, 'recent', async (one) => one.searchMany(requests, call)),
    list: async (request, call) =>
      await through('list', call, 'recent', async (one) => one.list(request, call)),
    async *scan(options = {}) {
      const there = isKnown() ? await lead('scan', options, 'now') : undefined;
      let begun = false;
      try {
        for await (const page of (there ?? own).scan(options)) {
          begun = true;
          yield page;
        }
        return;
      } catch (error) {
        if (begun || !isMissing(error)) throw error;
        const now = await lead('scan', options, 'now');
        if (now === undefined) throw error;
        if (now === there) throw dangling(now);
        yield* now.scan(options);
      }
    },
    get: async (ids, call) =>
      await through('get', call, 'recent', async (one) => one.get(ids, call)),
    remove: async (what, call) =>
      await through('remove', call, 'now', async (one) => one.remove(what, call)),
    count: async (call) => await through('count', call, 'recent', async (one) => one.count(call)),
    facets: async (request, call) =>
      await through('facets', call, 'recent', async (one) => one.facets(request, call)),
    async describe(call) {
      if (!isKnown()) {
        const found = await describeIfThere(own, call);
        if (found !== undefined) return found;
      }
      const there = await lead('describe', call, 'now');
      return await (there ?? own).describe(call);
    },
    async optimize(options) {
      const there = await lead('optimize', options, 'now');
      await (there ?? own).optimize(options);
    },
    async drop(call) {
      if (tenantName !== undefined)
        return await through('drop', call, 'now', async (one) => one.drop(call));
      const there = await lead('drop', call, 'now');
      if (there !== undefined)
        throw invalid(
          'collection',
          `${name} in ${database} is an alias of ${there.collection}; remove the alias, or drop the collection under its own name`,
        );
      return await aliasLock(followed).exclusive(async () => {
        const names = await namesOf(call);
        if (names.length > 0) throw aliasedCollection(database, name, names);
        return await own.drop(call);
      });
    },
    tenant(tenant) {
      const one = own.tenant(tenant);
      return follow(one, followed, async () => await one.close());
    },
    tenants: async (call) =>
      await through('tenants', call, 'now', async (one) => one.tenants(call)),
    removeTenant: async (tenant, call) =>
      await through('removeTenant', call, 'now', async (one) => one.removeTenant(tenant, call)),
    resolve: async (call) => (await lead('resolve', call, 'now')) ?? store,
    async close() {
      for (const one of tenants.values()) await one.close();
      await close();
    },
  };
  return store;
}

/** The description; `undefined` also where a collection that was to be attached is not there. */
async function describeIfThere(
  store: Store,
  call: DescribeOptions | undefined,
): Promise<CollectionDescription | undefined> {
  try {
    return await store.describe(call);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return isNestvecError(error, 'not-found') && error.details.what === 'collection';
}

/** The name in what may be a plan; that it is one is checked where it is applied. */
function specName(plan: unknown): string | undefined {
  const spec = isPlainObject(plan) ? plan['spec'] : undefined;
  const name = isPlainObject(spec) ? spec['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function isRebuild(plan: unknown): boolean {
  const steps = isPlainObject(plan) ? plan['steps'] : undefined;
  return (
    Array.isArray(steps) &&
    steps.some((step: unknown) => isPlainObject(step) && step['label'] === 'rebuild')
  );
}

/** A rebuild is a drop and a creation: between them the aliases would lead nowhere. */
function refuseRebuild({ database, collection }: Store, aliases: readonly string[]): void {
  if (aliases.length === 0) return;
  throw new NestvecError(
    'plan',
    `${database}: "${collection}" can't be rebuilt while ${aliases.join(', ')} leads to it; copy it into a new collection, and move the alias there`,
    { reason: 'refused', targets: ['collection'] },
  );
}
