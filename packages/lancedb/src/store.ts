import { parseFilter, type CallOptions, type Store } from '@nestvec/core';
import { checkInclude, checkTenantName, invalid, makePlan, resolveSpec } from '@nestvec/core/store';
import { applyPlan, observe } from './apply.ts';
import { checkOwn, checkWritable } from './attach.ts';
import { attachedLayout } from './attached-layout.ts';
import { capabilities, limits } from './capabilities.ts';
import type { Use } from './connect.ts';
import { databaseName, foreignTable, toStoreError } from './errors.ts';
import { allOf, type Layout, ownLayout } from './layout.ts';
import { checkNative } from './native.ts';
import { observed, observedForeign } from './observe.ts';
import { type OptimizeOptions, optimizeTable } from './optimize.ts';
import { type LanceOptions, resolveOptions } from './options.ts';
import { readRecords, type View } from './read.ts';
import { removeRecords } from './remove.ts';
import { scanTable } from './scan.ts';
import { searchTable } from './search.ts';
import { createSession, type OpenTable, type Session } from './session.ts';
import { checkTenancy } from './tenancy.ts';
import { updateRecords, upsertRecords } from './write.ts';

/** A store in LanceDB, with what only LanceDB needs. */
export interface LanceStore extends Store {
  tenant(name: string): LanceStore;
  /** Compacts files, removes old versions and builds or extends indexes. Worth calling after a large ingest. */
  optimize(options?: OptimizeOptions): Promise<void>;
}

/**
 * One collection in LanceDB, the database that lives in a folder and needs no server.
 *
 * ```ts
 * const store = lancedb({ uri: './data', collection: 'photos' });
 * ```
 */
export function lancedb(options: LanceOptions): LanceStore {
  return openStore(createSession(resolveOptions(options)), undefined);
}

function openStore(session: Session, tenant: string | undefined): LanceStore {
  const { collection } = session.options;
  const view = async (
    operation: string,
    call: CallOptions | undefined,
    use?: Use,
  ): Promise<View> => {
    const open = await session.open(operation, call, use);
    checkTenancy(open.memory.spec.tenants, tenant, collection);
    return { ...open, session, tenant, layout: layoutOf(session, open, tenant, operation) };
  };
  /** The table is opened in its turn, so that a write sees what an `apply` before it has changed. */
  const writing = async (
    operation: string,
    call: CallOptions | undefined,
    task: (open: View) => Promise<void>,
  ): Promise<void> => {
    session.begin(operation, call);
    checkWritable(session.options);
    await session.write(async () => {
      const open = await view(operation, call, 'writing');
      try {
        await task(open);
      } finally {
        open.table.close(); // or what it knows of every file waits for the garbage collector
      }
    });
  };
  const guarded = async <Result>(
    operation: string,
    task: () => Promise<Result>,
  ): Promise<Result> => {
    try {
      return await task();
    } catch (error) {
      throw toStoreError(error, { collection, operation });
    }
  };
  return {
    database: databaseName,
    collection,
    tenantName: tenant,
    capabilities,
    limits,
    async plan(input, call) {
      session.begin('plan', call);
      const spec = resolveSpec(input);
      if (spec.name !== collection)
        throw invalid('spec.name', `is ${spec.name}, and this store is of ${collection}`);
      checkNative(spec);
      const isOwn = session.options.attach === undefined;
      const can = { addVector: isOwn, addField: isOwn, setGraph: isOwn, setQuantization: isOwn };
      return makePlan(databaseName, spec, await observe(session, 'plan'), can);
    },
    async apply(plan, call) {
      session.begin('apply', call);
      if (plan.spec.name !== collection)
        throw invalid('plan.spec.name', `is ${plan.spec.name}, and this store is of ${collection}`);
      return await applyPlan(session, plan, call);
    },
    async upsert(records, call) {
      await writing('upsert', call, async (open) => await upsertRecords(open, records, call));
    },
    async update(changes, call) {
      await writing('update', call, async (open) => await updateRecords(open, changes, call));
    },
    async search(request, call) {
      const open = await view('search', call);
      return await guarded('search', async () => await searchTable(open, request, call));
    },
    scan: (options = {}) => scanTable(async () => await view('scan', options), options),
    async get(ids, options) {
      const open = await view('get', options);
      checkInclude(options?.include, open.memory.spec);
      const columns = open.layout.columnsFor(options?.include);
      const found = await guarded(
        'get',
        async () => await readRecords(open, ids, columns, () => session.begin('get', options)),
      );
      return ids.map((id) => found.get(id));
    },
    async remove(target, call) {
      await writing('remove', call, async (open) => await removeRecords(open, target, call));
    },
    async count(options) {
      const { table, memory, layout } = await view('count', options);
      const filter = layout.toSql(parseFilter(options?.filter, memory.spec.fields));
      return await guarded('count', async () => await table.countRows(allOf(layout.scope, filter)));
    },
    async describe(call) {
      session.begin('describe', call);
      const found = await session.find('describe');
      if (found === undefined) return undefined;
      const { table, memory } = found;
      const scope =
        memory === undefined
          ? undefined
          : layoutOf(session, { ...found, memory }, tenant, 'describe').scope;
      const count = await guarded('describe', async () => await table.countRows(scope));
      return memory === undefined
        ? { spec: undefined, observed: observedForeign, count }
        : { spec: memory.spec, observed: observed(memory), count };
    },
    async drop(call) {
      session.begin('drop', call);
      checkOwn(session.options, 'a drop');
      return await session.write(async () => {
        const found = await session.find('drop');
        if (found === undefined) return false;
        if (found.memory === undefined) throw foreignTable(collection, 'drop');
        session.knownKeys?.forget();
        await guarded('drop', async () => await (await session.connection()).dropTable(collection));
        return true;
      });
    },
    tenant(name) {
      checkTenantName(name);
      return openStore(session, name);
    },
    async close() {
      await session.close();
    },
    async optimize(options) {
      if (session.options.attach !== undefined) return; // what someone else made is left as it is
      await session.write(async () => {
        const open = await session.open('optimize', options);
        await optimizeTable(session, open, options);
      });
    },
  };
}

function layoutOf(
  { options: { attach } }: Session,
  { memory, columns, peers }: OpenTable,
  tenant: string | undefined,
  operation: string,
): Layout {
  return attach === undefined
    ? ownLayout(memory.spec, tenant, peers.arrow)
    : attachedLayout(attach, memory.spec, columns, peers.arrow, operation === 'update');
}
