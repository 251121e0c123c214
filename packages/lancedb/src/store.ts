import { parseFilter, type CallOptions, type Store } from '@nestvec/core';
import {
  checkInclude,
  checkTenantName,
  invalid,
  makePlan,
  reservedNames,
  resolveSpec,
} from '@nestvec/core/store';
import { applyPlan, observe } from './apply.ts';
import { capabilities, limits } from './capabilities.ts';
import type { Use } from './connect.ts';
import { databaseName, foreignTable, toStoreError } from './errors.ts';
import { column, textLiteral, toSql } from './filter.ts';
import { checkNative } from './native.ts';
import { observed, observedForeign } from './observe.ts';
import { type OptimizeOptions, optimizeTable } from './optimize.ts';
import { type LanceOptions, resolveOptions } from './options.ts';
import { readRecords, type View } from './read.ts';
import { columnsFor } from './record.ts';
import { removeRecords } from './remove.ts';
import { scanTable } from './scan.ts';
import { searchTable } from './search.ts';
import { createSession, type Session } from './session.ts';
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
  const scope =
    tenant === undefined ? undefined : `${column(reservedNames.tenant)} = ${textLiteral(tenant)}`;
  const view = async (
    operation: string,
    call: CallOptions | undefined,
    use?: Use,
  ): Promise<View> => {
    const open = await session.open(operation, call, use);
    checkTenancy(open.memory.spec.tenants, tenant, collection);
    return { ...open, session, tenant };
  };
  /** The table is opened in its turn, so that a write sees what an `apply` before it has changed. */
  const writing = async (
    operation: string,
    call: CallOptions | undefined,
    task: (open: View) => Promise<void>,
  ): Promise<void> => {
    await session.write(async () => {
      const open = await view(operation, call, 'writing');
      try {
        await task(open);
      } finally {
        open.table.close(); // or what it knows of every file waits for the garbage collector
      }
    });
  };
  const where = (filter: string): string =>
    scope === undefined ? filter : `${scope} AND ${filter}`;
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
      const can = { addVector: true, addField: true, setGraph: true, setQuantization: true };
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
      return await guarded('search', async () => await searchTable(open, where, request, call));
    },
    scan: (options = {}) => scanTable(async () => await view('scan', options), scope, options),
    async get(ids, options) {
      const open = await view('get', options);
      checkInclude(options?.include, open.memory.spec);
      const columns = columnsFor(options?.include, open.memory.spec);
      const found = await guarded(
        'get',
        async () => await readRecords(open, ids, columns, () => session.begin('get', options)),
      );
      return ids.map((id) => found.get(id));
    },
    async remove(target, call) {
      await writing('remove', call, async (open) => await removeRecords(open, target, where, call));
    },
    async count(options) {
      const { table, memory } = await view('count', options);
      const filter = toSql(parseFilter(options?.filter, memory.spec.fields));
      return await guarded('count', async () => await table.countRows(where(filter)));
    },
    async describe(call) {
      session.begin('describe', call);
      const found = await session.find('describe');
      if (found === undefined) return undefined;
      const { table, memory } = found;
      const count = await guarded('describe', async () => await table.countRows(scope));
      return memory === undefined
        ? { spec: undefined, observed: observedForeign, count }
        : { spec: memory.spec, observed: observed(memory), count };
    },
    async drop(call) {
      session.begin('drop', call);
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
      await session.write(async () => {
        const open = await session.open('optimize', options);
        await optimizeTable(session, open, options);
      });
    },
  };
}
