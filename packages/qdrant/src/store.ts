import {
  type CallOptions,
  checkInclude,
  checkTenantName,
  invalid,
  makePlan,
  parseFilter,
  reservedNames,
  resolveRemoval,
  resolveSpec,
  type Store,
  type VectorRecord,
} from '@nestvec/core';
import { applyPlan } from './apply.ts';
import { capabilities, limits } from './capabilities.ts';
import { databaseName, statusOf, toStoreError } from './errors.ts';
import { both, everything, hasText, type QdrantFilter, toQdrant } from './filter.ts';
import { observe } from './observe.ts';
import { type QdrantOptions, resolveOptions } from './options.ts';
import { fromPoint, payloadKeys, pointId, type StoredPoint } from './record.ts';
import { scanCollection } from './scan.ts';
import { searchCollection } from './search.ts';
import { createSession, foreignCollection, type Session } from './session.ts';
import { updateRecords, upsertRecords, type View } from './write.ts';

/**
 * One collection in Qdrant, by your own client or a URL.
 *
 * ```ts
 * const store = qdrant({ url: 'http://localhost:6333', collection: 'photos' });
 * ```
 */
export function qdrant(options: QdrantOptions): Store {
  return openStore(createSession(resolveOptions(options)), undefined);
}

function openStore(session: Session, tenant: string | undefined): Store {
  const { collection } = session.options;
  const scope = tenant === undefined ? undefined : hasText(reservedNames.tenant, tenant);
  const view = async (operation: string, call: CallOptions | undefined): Promise<View> => {
    const open = await session.open(operation, call);
    checkTenancy(open.memory.spec.tenants, tenant, collection);
    return { ...open, session, tenant };
  };
  const guarded = async <Result>(
    operation: string,
    task: () => Promise<Result>,
  ): Promise<Result> => {
    try {
      return await task();
    } catch (error) {
      if (statusOf(error) === 404) session.forget();
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
      const info = await session.find('plan');
      if (info !== undefined && info.memory === undefined)
        throw foreignCollection(collection, 'plan');
      const can = { addVector: true, addField: true, setGraph: true, setQuantization: true };
      return makePlan(databaseName, spec, info === undefined ? undefined : observe(info), can);
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
      return await searchCollection(await view('search', call), scope, request);
    },
    scan: (options = {}) => scanCollection(async () => await view('scan', options), scope, options),
    async get(ids, options) {
      const { client, memory } = await view('get', options);
      const include = options?.include;
      checkInclude(include, memory.spec);
      if (ids.length === 0) return [];
      const points = await guarded(
        'get',
        async () =>
          await client.retrieve(collection, {
            ids: ids.map((id) => pointId(tenant, id)),
            with_payload: payloadKeys(include, memory.spec),
            with_vector: include === undefined ? true : [...(include.vectors ?? [])],
          }),
      );
      const found = new Map(
        points.map((point: StoredPoint): [string, VectorRecord] => {
          const record = fromPoint(point, include);
          return [record.id, record];
        }),
      );
      return ids.map((id) => found.get(id));
    },
    async remove(target, call) {
      const { client, memory } = await view('remove', call);
      const removal = resolveRemoval(target, memory.spec);
      if (removal.kind === 'ids' && removal.ids.length === 0) return;
      const selector =
        removal.kind === 'ids'
          ? { points: removal.ids.map((id) => pointId(tenant, id)) }
          : {
              filter: both(
                scope,
                removal.kind === 'all' ? everything : toQdrant(removal.filter),
              ) as object,
            }; // ours is one of theirs
      await guarded(
        'remove',
        async () => await client.delete(collection, { ...selector, wait: true }),
      );
    },
    async count(options) {
      const { client, memory } = await view('count', options);
      const filter: QdrantFilter = both(
        scope,
        toQdrant(parseFilter(options?.filter, memory.spec.fields)),
      );
      const answer = await guarded(
        'count',
        async () => await client.count(collection, { filter: filter, exact: true }),
      );
      return answer.count;
    },
    async describe(call) {
      session.begin('describe', call);
      const info = await session.find('describe');
      if (info === undefined) return undefined;
      const client = await session.client();
      const { count } = await guarded(
        'describe',
        async () =>
          await client.count(collection, {
            exact: true,
            ...(scope === undefined ? {} : { filter: scope }),
          }),
      );
      const observed = observe(info) ?? {
        embedder: undefined,
        vectors: {},
        fields: {},
        tenants: false,
      };
      return { spec: info.memory?.spec, observed, count };
    },
    async drop(call) {
      session.begin('drop', call);
      session.forget();
      const client = await session.client();
      return await guarded('drop', async () => await client.deleteCollection(collection));
    },
    tenant(name) {
      checkTenantName(name);
      return openStore(session, name);
    },
    async close() {
      session.close();
      await Promise.resolve();
    },
  };
}

function checkTenancy(declared: boolean, tenant: string | undefined, collection: string): void {
  if (declared && tenant === undefined)
    throw invalid('tenant', `"${collection}" has tenants; name one with store.tenant(name)`);
  if (!declared && tenant !== undefined)
    throw invalid('tenant', `"${collection}" has no tenants; declare them in its spec`);
}
