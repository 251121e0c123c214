import type { CallOptions } from '../async/signal.ts';
import { unsupported } from '../errors.ts';
import { resolveFacets } from '../facets/resolve-facets.ts';
import { parseFilter } from '../filter/parse.ts';
import { checkIsPlan, checkPlan, makePlan } from '../plan/make.ts';
import type { Observed } from '../plan/types.ts';
import { lastOfEachId } from '../record/check-record.ts';
import { checkRecords } from '../record/check-records.ts';
import { checkInclude } from '../search/check-include.ts';
import type { VectorRecord } from '../record/record.ts';
import { pickHits, pickParts } from '../search/include-metadata.ts';
import type { Include } from '../search/search.ts';
import { checkTenantName } from '../spec/names.ts';
import { resolveSpec } from '../spec/resolve-spec.ts';
import { checkSpecName } from './check-spec-name.ts';
import { idsAskedFor, idsOf } from './asked-ids.ts';
import { describeCollection } from './describe-collection.ts';
import { facetRecords } from './facet-records.ts';
import { listRecords } from './list-records.ts';
import { removeRecords } from './remove-records.ts';
import { scanRecords } from './scan-records.ts';
import type { Store } from './store.ts';
import { checkList, checkObjects } from '../options/check-list.ts';
import { checkIds } from '../record/ids.ts';
import { scopedSession } from './scoped-session.ts';
import { storeCalls } from './store-calls.ts';
import { theirsOf } from './collection/attach.ts';
import { checkKeyword } from './collection/keyword.ts';
import { checkTenantSpec } from './collection/tenancy.ts';
import type { ScopeStart, StoreParts } from './store-parts.ts';
import type { FoundCollection } from './store-session.ts';
import { updateRecords } from './update-records.ts';

/**
 * A store of the collection that has exactly that name: here are the checks, the locks, the order of steps and the errors that all
 * databases share.
 */
export function openStore<Found extends FoundCollection, Scope extends ScopeStart>(
  parts: StoreParts<Found, Scope>,
  aliases: Store['aliases'],
  tenant?: string,
): Store {
  const { database, collection, capabilities, limits, session, errors, checkWritable } = parts;
  const { begin, guarded, asking, reading, opening, writing } = storeCalls(parts, tenant);
  /** One that is attached is never made here: an index over a misspelled name would find nothing for ever. */
  const absent = (operation: string): undefined => {
    if (parts.isAttached) throw errors.missingCollection(collection, operation);
  };
  const observe = (found: Found | undefined, operation: string): Observed | undefined => {
    if (found === undefined) return absent(operation);
    const { memory } = found;
    if (memory === undefined) throw errors.foreignCollection(collection, operation);
    return { ...parts.observe({ ...found, memory }), ...theirsOf(memory) };
  };
  const { isId = () => true, updating = async (scope, _, task) => await task(scope) } = parts;
  /** Under ids that can't be there, nothing is stored. */
  const readSome = async (
    scope: Scope,
    ids: readonly string[],
    include: Include | undefined,
    read = parts.read,
  ): Promise<Map<string, VectorRecord>> => {
    const some = ids.filter((id) => isId(scope, id));
    return some.length === 0 ? new Map() : await read(scope, some, include);
  };
  const tenantNames = async (
    operation: string,
    call: CallOptions | undefined,
  ): Promise<readonly string[]> => {
    const open = await session.open(operation, call);
    try {
      return open.memory.spec.tenants ? (await parts.tenants(open, call)).toSorted() : [];
    } finally {
      parts.release?.(open);
    }
  };
  const removeTenant: Store['removeTenant'] = async (name, call) => {
    checkTenantName(name);
    let existed = false;
    await storeCalls(parts, name).writing('exclusive', 'removeTenant', call, [], async (scope) => {
      existed =
        (await parts.hasTenant?.(scope)) ??
        (await tenantNames('removeTenant', call)).includes(name);
      if (existed) await parts.removeTenant(scope);
    });
    return existed;
  };
  const getFrom = async (
    scope: Scope,
    read: typeof parts.read,
    ids: readonly string[],
    include: Include | undefined,
  ): ReturnType<Store['get']> => {
    checkIds(ids, 'ids');
    checkInclude(include, scope.spec);
    const found = await readSome(scope, ids, include, read);
    return ids.map((id) => pickParts(found.get(id), include, scope.spec));
  };
  const store: Store = {
    database,
    collection,
    tenantName: tenant,
    capabilities,
    limits,
    aliases,
    async plan(input, call) {
      begin('plan', call);
      const spec = resolveSpec(input);
      checkSpecName('spec.name', spec, collection);
      checkTenantSpec(spec, tenant);
      checkKeyword(spec, database, capabilities);
      parts.checkSpec(spec);
      return await asking('plan', call, async () => {
        const observed = observe(await session.find('plan'), 'plan');
        return makePlan(database, spec, observed, await parts.alterations(spec, observed));
      });
    },
    async apply(plan, options) {
      begin('apply', options);
      checkIsPlan(plan);
      checkSpecName('plan.spec.name', plan.spec, collection);
      checkTenantSpec(plan.spec, tenant);
      const found = await session.find('apply');
      checkPlan(plan, observe(found, 'apply'), options);
      if (plan.steps.length === 0) return { steps: plan.steps };
      await guarded('apply', options, async () => {
        checkWritable();
        await parts.execute(plan, found, options);
      }).finally(session.forget);
      return { steps: plan.steps };
    },
    async upsert(records, call) {
      checkList(records, 'records');
      await writing('shared', 'upsert', call, idsOf(records), async (scope) => {
        checkRecords(records, scope.spec, database, call);
        if (records.length === 0) return;
        const { check, write } = await parts.writer(scope);
        for (const [i, record] of records.entries()) check(record, `records[${i}]`);
        await write(lastOfEachId(records));
      });
    },
    async update(changes, call) {
      checkList(changes, 'changes');
      await writing('exclusive', 'update', call, idsOf(changes), async (scope) => {
        await updateRecords(
          {
            collection,
            spec: scope.spec,
            errors,
            within: async (ids, task) =>
              await updating(scope, ids, async (held) =>
                task({
                  read: async (some) => await readSome(held, some, undefined),
                  writer: async () => await parts.writer(held),
                }),
              ),
          },
          changes,
        );
      });
    },
    search: async (request, call) =>
      await reading('search', call, async (scope) =>
        pickHits(await parts.search(scope, request), request, scope.spec),
      ),
    async searchMany(requests, call) {
      checkObjects(requests, 'requests');
      return await reading('searchMany', call, async (scope) => {
        const { results, read } = (await parts.searchMany?.(scope, requests)) ?? {
          results: await Promise.all(requests.map(async (one) => parts.search(scope, one))),
          read: parts.read,
        };
        return {
          results: results.map((one, i) => pickHits(one, requests[i], scope.spec)),
          read: async (ids, include) =>
            await asking('searchMany', call, async () => getFrom(scope, read, ids, include)),
        };
      });
    },
    list: async (request, call) =>
      await reading('list', call, async (scope) => listRecords(parts, scope, request)),
    scan: (options = {}) =>
      scanRecords(async () => await opening('scan', options), parts.scan, options, errors),
    async get(ids, options) {
      checkIds(ids, 'ids');
      return await reading('get', options, async (scope) =>
        getFrom(scope, parts.read, ids, options?.include),
      );
    },
    async remove(target, call) {
      await writing('shared', 'remove', call, idsAskedFor(target), async (scope) =>
        removeRecords(scope, parts.removal(scope), target, errors, (id) => isId(scope, id)),
      );
    },
    async count(options) {
      return await reading('count', options, async (scope) =>
        parts.count(scope, parseFilter(options?.filter, scope.spec.fields, scope)),
      );
    },
    facets: async (request, call) =>
      await reading('facets', call, async (scope) => {
        const resolved = resolveFacets(request, scope.spec, scope.incomplete);
        return await (parts.facets?.(scope, resolved) ?? facetRecords(parts, scope, resolved));
      }),
    async describe(call) {
      return await asking('describe', call, async () => {
        const found = await session.find('describe');
        if (found === undefined) return absent('describe');
        return await describeCollection(parts, tenant, found, call);
      });
    },
    async optimize(options) {
      begin('optimize', options);
      const { optimize, isAttached } = parts;
      if (optimize === undefined || isAttached) return;
      await guarded('optimize', options, async () =>
        session.lock.exclusive(async () => {
          const found = await session.find('optimize');
          if (found?.memory !== undefined)
            await optimize({ ...found, memory: found.memory }, options);
        }),
      );
    },
    async drop(call) {
      if (tenant !== undefined) return await removeTenant(tenant, call);
      return await guarded('drop', call, async () => {
        if (parts.isAttached)
          throw unsupported(
            `dropping "${collection}", which someone else made`,
            database,
            "if it is yours, drop it with the database's own client",
          );
        const found = await session.find('drop');
        if (found !== undefined && found.memory === undefined)
          throw errors.foreignCollection(collection, 'drop');
        return await parts.drop(call).finally(session.forget);
      });
    },
    tenant(name) {
      checkTenantName(name);
      const scoped = scopedSession(session, database, collection);
      return openStore({ ...parts, session: scoped }, aliases, name);
    },
    tenants: async (call) =>
      await asking('tenants', call, async () => await tenantNames('tenants', call)),
    removeTenant,
    async resolve(call) {
      begin('resolve', call);
      return await Promise.resolve(store);
    },
    close: async () => await session.close(),
  };
  return store;
}
