import type { Store } from '@nestvec/core';
import { checkList, unsupported } from '@nestvec/core/kit';
import {
  applyUpdate,
  checkIds,
  checkInclude,
  checkIsPlan,
  checkKeyword,
  checkSpecName,
  checkTenantName,
  checkTenantSpec,
  checkWritable,
  countFacets,
  type AliasHost,
  createAliases,
  followAlias,
  isWordSearch,
  lastOfEachId,
  makePlan,
  matches,
  parseFilter,
  pickAll,
  resolveFacets,
  resolveList,
  resolveRemoval,
  resolveSearch,
  resolveSpec,
  resolveWords,
  searchEach,
} from '@nestvec/core/store';
import { aliasHost } from './aliases.ts';
import { applyPlan } from './apply-plan.ts';
import { checkForeignRecord } from './attach.ts';
import { checkChanges, checkWrite } from './check-write.ts';
import { copyRecord, selectRecord } from './copy-record.ts';
import { createHandle, type Handle, memoryOf, missing, notStored } from './handle.ts';
import { checkQuantization, databaseName, observe } from './observe.ts';
import {
  resolveOptions,
  type MemoryStoreOptions,
  type ResolvedMemoryOptions,
} from './resolve-options.ts';
import { scanRecords } from './scan-records.ts';
import { explainSearch, searchRecords } from './search-records.ts';
import { sortTable } from './sort-table.ts';

/**
 * A complete store that keeps everything in memory, for tests: the meaning of the contract in its shortest form. It compares
 * every record in every search and forgets all when the process ends, so it is not a database.
 *
 * ```ts
 * const store = memoryStore({ collection: 'photos' });
 * await store.apply(await store.plan(spec));
 * ```
 */
export function memoryStore(options: MemoryStoreOptions): Store {
  const resolved = resolveOptions(options);
  const handle = createHandle(resolved, undefined, () => false);
  return followAlias(openStore(resolved, handle, undefined), hostOf(resolved, handle));
}

/** Other collections of the database are closed with the store that they were reached by. */
function hostOf(resolved: ResolvedMemoryOptions, handle: Handle): AliasHost {
  return aliasHost(resolved, handle, (sibling) =>
    openStore(sibling, createHandle(sibling, undefined, handle.isClosed), undefined),
  );
}

function openStore(
  resolved: ResolvedMemoryOptions,
  handle: Handle,
  tenant: string | undefined,
): Store {
  const { collection, database, capabilities, limits, attach } = resolved;
  const { begin, open, isClosed, close } = handle;
  /** The collection and what it remembers. Throws where it has to be there, since it is someone else's. */
  const find = (operation: string) => {
    const found = database.collections.get(collection);
    if (found === undefined) {
      if (attach !== undefined) throw missing(operation, collection);
      return undefined;
    }
    return { ...found, memory: memoryOf(found, resolved, operation) };
  };
  return {
    database: databaseName,
    collection,
    tenantName: tenant,
    capabilities,
    limits,
    aliases: createAliases(hostOf(resolved, handle)),
    async plan(input, options) {
      begin('plan', options);
      const spec = resolveSpec(input);
      checkSpecName('spec.name', spec, collection);
      checkTenantSpec(spec, tenant);
      checkQuantization(spec, capabilities);
      checkKeyword(spec, databaseName, capabilities);
      const found = find('plan');
      const { addVector } = capabilities;
      const can = {
        addVector,
        removeVector: true,
        addField: true,
        setGraph: true,
        setQuantization: true,
      };
      return makePlan(databaseName, spec, found && observe(found.memory), can);
    },
    async apply(plan, options) {
      begin('apply', options);
      checkIsPlan(plan);
      checkSpecName('plan.spec.name', plan.spec, collection);
      checkTenantSpec(plan.spec, tenant);
      return await applyPlan(resolved, plan, options);
    },
    async upsert(input, options) {
      checkList(input, 'records');
      const { spec, records } = open('upsert', options);
      checkWritable(resolved);
      checkWrite(input, spec, limits, options);
      if (attach !== undefined)
        for (const [i, record] of input.entries())
          checkForeignRecord(record, attach, `records[${i}]`);
      for (const record of lastOfEachId(input)) records.set(record.id, copyRecord(record));
    },
    async update(changes, options) {
      checkList(changes, 'changes');
      const { spec, records } = open('update', options);
      checkWritable(resolved);
      checkChanges(changes, spec, limits);
      if (attach !== undefined)
        for (const [i, change] of changes.entries())
          checkForeignRecord(change, attach, `changes[${i}]`);
      const unknown = new Set<string>();
      for (const change of changes) {
        const stored = records.get(change.id);
        if (stored === undefined) unknown.add(change.id);
        else records.set(change.id, copyRecord(applyUpdate(stored, change)));
      }
      if (unknown.size > 0) throw notStored([...unknown], collection);
    },
    async search(request, options) {
      const { spec, incomplete, records } = open('search', options);
      const maxLimit = limits.candidates;
      const context = { spec, incomplete, database: databaseName, capabilities, maxLimit };
      const search =
        isWordSearch(request) && capabilities.words !== false
          ? resolveWords(request, context)
          : resolveSearch(request, context);
      return {
        hits: pickAll(searchRecords(records.values(), search), request.include, spec),
        explain: explainSearch(search, capabilities),
      };
    },
    async searchMany(requests, options) {
      begin('searchMany', options);
      return await searchEach(this)(requests, options);
    },
    async list(request, options) {
      const { spec, incomplete, records } = open('list', options);
      const asked = resolveList(request, { spec, incomplete }, limits.candidates);
      return await sortTable(asked, records, spec);
    },
    async *scan(options = {}) {
      const { spec, incomplete } = open('scan', options);
      checkInclude(options.include, spec);
      const filter = parseFilter(options.filter, spec.fields, { spec, incomplete });
      yield* scanRecords(() => open('scan', options).records, filter, options, spec);
    },
    async get(ids, options) {
      checkIds(ids, 'ids');
      const { spec, records } = open('get', options);
      const include = options?.include;
      checkInclude(include, spec);
      return ids.map((id) => {
        const record = records.get(id);
        return record === undefined ? undefined : selectRecord(record, include, spec);
      });
    },
    async remove(target, options) {
      const { spec, incomplete, records } = open('remove', options);
      checkWritable(resolved);
      const removal = resolveRemoval(target, spec, incomplete);
      if (removal.kind === 'all') records.clear();
      else if (removal.kind === 'ids') for (const id of removal.ids) records.delete(id);
      else
        for (const record of records.values())
          if (matches(removal.filter, record)) records.delete(record.id);
    },
    async count(options) {
      const { spec, incomplete, records } = open('count', options);
      const filter = parseFilter(options?.filter, spec.fields, { spec, incomplete });
      return [...records.values()].filter((record) => matches(filter, record)).length;
    },
    async facets(request, options) {
      const { spec, incomplete, records } = open('facets', options);
      const { filter, facets } = resolveFacets(request, spec, incomplete);
      const counter = countFacets(facets);
      for (const record of records.values())
        if (matches(filter, record)) counter.add(record.metadata);
      return counter.facets();
    },
    async describe(options) {
      begin('describe', options);
      const isCounted = options?.count !== false;
      const theirs = database.collections.get(collection);
      if (attach === undefined && theirs?.live !== undefined) {
        const observed = { embedder: undefined, vectors: {}, fields: {}, tenants: false };
        const described = { spec: undefined, observed };
        return isCounted ? { ...described, count: theirs.tenants.get('')?.size ?? 0 } : described;
      }
      const found = find('describe');
      if (found === undefined) return undefined;
      const described = { spec: found.memory.spec, observed: observe(found.memory) };
      if (!isCounted) return described;
      const seen = tenant === undefined ? [...found.tenants.values()] : [found.tenants.get(tenant)];
      const count = seen.reduce((sum, records) => sum + (records?.size ?? 0), 0);
      return { ...described, count };
    },
    async tenants(options) {
      begin('tenants', options);
      const found = find('tenants');
      if (found === undefined) throw missing('tenants', collection);
      if (!found.memory.spec.tenants) return [];
      return [...found.tenants].flatMap(([name, { size }]) => (size > 0 ? name : [])).sort();
    },
    async removeTenant(name, options) {
      checkTenantName(name);
      const { records } = createHandle(resolved, name, isClosed).open('removeTenant', options);
      const existed = records.size > 0;
      database.collections.get(collection)?.tenants.delete(name);
      return existed;
    },
    async optimize(options) {
      begin('optimize', options); // there is nothing to do
    },
    async drop(options) {
      begin('drop', options);
      if (attach !== undefined)
        throw unsupported(
          `dropping "${collection}", which someone else made`,
          databaseName,
          'delete it from the database',
        );
      if (tenant !== undefined) return await this.removeTenant(tenant, options);
      find('drop');
      return database.collections.delete(collection);
    },
    tenant(name) {
      checkTenantName(name);
      return openStore(resolved, createHandle(resolved, name, isClosed), name);
    },
    async resolve(options) {
      begin('resolve', options);
      return this;
    },
    async close() {
      close();
    },
  };
}
