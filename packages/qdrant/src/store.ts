import { parseFilter, type CallOptions, type Store } from '@nestvec/core';
import { checkInclude, checkTenantName, invalid, makePlan, resolveSpec } from '@nestvec/core/store';
import { applyPlan, observeCollection } from './apply.ts';
import { checkWritable } from './attach.ts';
import { capabilities, limits } from './capabilities.ts';
import { countPoints } from './count.ts';
import { databaseName, toStoreError, toWriteError } from './errors.ts';
import { checkNative } from './native.ts';
import { type QdrantOptions, resolveOptions } from './options.ts';
import { readRecords } from './read.ts';
import { removeRecords } from './remove.ts';
import { scanCollection } from './scan.ts';
import { searchCollection } from './search.ts';
import { createSession, type Session } from './session.ts';
import { describeCollection, dropCollection } from './whole.ts';
import { updateRecords } from './update.ts';
import { isAtLeast } from './version.ts';
import { openView, readWithView, type View } from './view.ts';
import { upsertRecords } from './write.ts';

/**
 * One collection in Qdrant, by a URL or by your own client.
 *
 * ```ts
 * const store = qdrant({ url: 'http://localhost:6333', collection: 'photos' });
 * ```
 *
 * With `grpc: { url: 'http://localhost:6334' }` vectors are written and scanned as bytes, several times as fast.
 */
export function qdrant(options: QdrantOptions): Store {
  return openStore(createSession(resolveOptions(options)), undefined);
}

function openStore(session: Session, tenant: string | undefined): Store {
  const { collection } = session.options;
  const view = async (operation: string, call: CallOptions | undefined): Promise<View> =>
    await openView(session, tenant, operation, call);
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
  const reading = async <Result>(
    operation: string,
    call: CallOptions | undefined,
    read: (view: View) => Promise<Result>,
  ): Promise<Result> =>
    await guarded(operation, async () => readWithView(session, tenant, [operation, call], read));
  const writing = async (
    operation: string,
    call: CallOptions | undefined,
    ids: readonly string[],
    task: () => Promise<void>,
  ): Promise<void> => {
    session.begin(operation, call);
    try {
      await task();
    } catch (error) {
      throw toWriteError(error, { collection, operation, ids });
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
      const observed = observeCollection(session, await session.find('plan'), 'plan');
      const addVector =
        observed === undefined ||
        (await guarded('plan', async () => isAtLeast(await session.version(), '1.18')));
      return makePlan(databaseName, spec, observed, {
        addVector,
        addField: session.options.attach === undefined,
        setGraph: true,
        setQuantization: true,
      });
    },
    async apply(plan, call) {
      session.begin('apply', call);
      if (plan.spec.name !== collection)
        throw invalid('plan.spec.name', `is ${plan.spec.name}, and this store is of ${collection}`);
      return await applyPlan(session, plan, call);
    },
    async upsert(records, call) {
      await writing('upsert', call, idsOf(records), async () =>
        session.lock.shared(async () => upsertRecords(await view('upsert', call), records, call)),
      );
    },
    async update(changes, call) {
      await writing('update', call, idsOf(changes), async () =>
        session.lock.exclusive(async () =>
          updateRecords(await view('update', call), changes, call),
        ),
      );
    },
    async search(request, call) {
      return await reading('search', call, async (view) => searchCollection(view, request));
    },
    scan: (options = {}) => scanCollection(async () => await view('scan', options), options),
    async get(ids, options) {
      const include = options?.include;
      const begin = (): void => session.begin('get', options);
      const found = await reading('get', options, async (view) => {
        checkInclude(include, view.spec);
        return await readRecords(view, ids, include, begin);
      });
      return ids.map((id) => found.get(id));
    },
    async remove(target, call) {
      const ids = 'ids' in target && Array.isArray(target.ids) ? (target.ids as string[]) : []; // checked by then
      await writing('remove', call, ids, async () =>
        session.lock.shared(async () => removeRecords(await view('remove', call), target, call)),
      );
    },
    async count(options) {
      return await reading('count', options, async (view) => {
        const filter = view.where(parseFilter(options?.filter, view.spec.fields));
        return await countPoints(session, view.info, filter);
      });
    },
    async describe(call) {
      session.begin('describe', call);
      const found = await session.find('describe');
      if (found === undefined) return undefined;
      return await guarded(
        'describe',
        async () => await describeCollection(session, found, tenant),
      );
    },
    async drop(call) {
      session.begin('drop', call);
      checkWritable(session.options);
      return await guarded('drop', async () => await dropCollection(session));
    },
    tenant(name) {
      checkTenantName(name);
      return openStore(session, name);
    },
    async close() {
      await session.close();
    },
  };
}

function idsOf(entries: readonly { readonly id: string }[]): readonly string[] {
  return entries.map(({ id }) => id);
}
