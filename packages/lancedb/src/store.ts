import {
  checkInclude,
  checkTenantName,
  invalid,
  makePlan,
  NestvecError,
  parseFilter,
  reservedNames,
  resolveRemoval,
  resolveSpec,
  type CallOptions,
  type Store,
} from '@nestvec/core';
import { applyPlan, observe, observed } from './apply.ts';
import { capabilities, limits } from './capabilities.ts';
import { databaseName, toStoreError } from './errors.ts';
import { column, inTexts, textLiteral, toSql } from './filter.ts';
import { optimizeTable } from './optimize.ts';
import { type LanceOptions, resolveOptions } from './options.ts';
import { columnsFor, keyOf } from './record.ts';
import { scanTable } from './scan.ts';
import { searchTable } from './search.ts';
import { createSession, type Session } from './session.ts';
import { idsPerQuery, readRecords, updateRecords, upsertRecords, type View } from './write.ts';

/** A store in LanceDB, with what only LanceDB needs. */
export interface LanceStore extends Store {
  tenant(name: string): LanceStore;
  /** Compacts files, removes old versions and builds or extends indexes. Worth calling after a large ingest. */
  optimize(options?: CallOptions): Promise<void>;
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
  const view = async (operation: string, call: CallOptions | undefined): Promise<View> => {
    const open = await session.open(operation, call);
    checkTenancy(open.memory.spec.tenants, tenant, collection);
    return { ...open, session, tenant };
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
    capabilities,
    limits,
    async plan(input, call) {
      session.begin('plan', call);
      const spec = resolveSpec(input);
      if (spec.name !== collection)
        throw invalid('spec.name', `is ${spec.name}, and this store is of ${collection}`);
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
      await upsertRecords(await view('upsert', call), records, call);
    },
    async update(changes, call) {
      await updateRecords(await view('update', call), changes, call);
    },
    async search(request, call) {
      const open = await view('search', call);
      return await guarded('search', async () => await searchTable(open, scope, request));
    },
    scan: (options = {}) => scanTable(async () => await view('scan', options), scope, options),
    async get(ids, options) {
      const open = await view('get', options);
      checkInclude(options?.include, open.memory.spec);
      const columns = columnsFor(options?.include, open.memory.spec);
      const found = await guarded(
        'get',
        async () => await readRecords(open.table, ids, open, columns),
      );
      return ids.map((id) => found.get(id));
    },
    async remove(target, call) {
      const { table, memory } = await view('remove', call);
      const removal = resolveRemoval(target, memory.spec);
      await session.write(async () => {
        await guarded('remove', async () => {
          session.begin('remove', call);
          if (removal.kind === 'all') await table.delete(where('true'));
          else if (removal.kind === 'filter') await table.delete(where(toSql(removal.filter)));
          else {
            const keys = removal.ids.map((id) => keyOf(tenant, id));
            for (let start = 0; start < keys.length; start += idsPerQuery) {
              await table.delete(
                inTexts(reservedNames.key, keys.slice(start, start + idsPerQuery)),
              );
            }
          }
        });
      });
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
      if (memory === undefined) {
        return {
          spec: undefined,
          observed: { embedder: undefined, vectors: {}, fields: {}, tenants: false },
          count,
        };
      }
      return { spec: memory.spec, observed: observed(memory), count };
    },
    async drop(call) {
      session.begin('drop', call);
      return await session.write(async () => {
        if ((await session.find('drop')) === undefined) return false;
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
    async optimize(call) {
      const open = await session.open('optimize', call);
      await guarded('optimize', async () => await optimizeTable(session, open));
    },
  };
}

function checkTenancy(declared: boolean, tenant: string | undefined, collection: string): void {
  if (declared && tenant === undefined) {
    throw new NestvecError(
      'invalid-input',
      `tenant: "${collection}" has tenants; name one with store.tenant(name)`,
      { field: 'tenant' },
    );
  }
  if (!declared && tenant !== undefined) {
    throw new NestvecError(
      'invalid-input',
      `tenant: "${collection}" has no tenants; declare them in its spec`,
      { field: 'tenant' },
    );
  }
}
