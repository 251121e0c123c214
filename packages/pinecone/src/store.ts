import { parseFilter, type CallOptions, type Store } from '@nestvec/core';
import {
  checkInclude,
  checkTenantName,
  invalid,
  makePlan,
  resolveSpec,
  throwIfAborted,
} from '@nestvec/core/store';
import { applyPlan, observeCollection } from './apply.ts';
import { checkOwn, checkWritable } from './attach.ts';
import { capabilities, limits } from './capabilities.ts';
import { checkCollection, type CheckOptions, type CheckReport } from './check.ts';
import { countRecords } from './count.ts';
import { dropCollection } from './create.ts';
import { describeCollection } from './describe.ts';
import { databaseName, foreignIndex, toStoreError, toWriteError } from './errors.ts';
import { type PineconeOptions, resolveOptions } from './options.ts';
import { readRecords } from './read.ts';
import { removeRecords } from './remove.ts';
import { scanCollection } from './scan.ts';
import { checkSpec, withCosts } from './schema.ts';
import { searchCollection } from './search.ts';
import { createSession, type Session } from './session.ts';
import { updateRecords } from './update.ts';
import { explain, openView, type View } from './view.ts';
import { upsertRecords } from './write.ts';

/** A store in Pinecone, with what only Pinecone needs. */
export interface PineconeStore extends Store {
  tenant(name: string): PineconeStore;
  /**
   * Compares the indexes of the collection, or of one tenant, record by record: finds vectors that nobody names any more and records
   * that lack some, and repairs them if asked.
   */
  check(options?: CheckOptions): Promise<CheckReport>;
}

/**
 * One collection in Pinecone, by a key or by your own client.
 *
 * ```ts
 * const store = pinecone({ apiKey, collection: 'photos', cloud: 'aws', region: 'us-east-1' });
 * ```
 */
export function pinecone(options: PineconeOptions): PineconeStore {
  return openStore(createSession(resolveOptions(options)), undefined);
}

function openStore(session: Session, tenant: string | undefined): PineconeStore {
  const { collection, readAfterWrite } = session.options;
  const guarded = async <Result>(
    operation: string,
    call: CallOptions | undefined,
    task: () => Promise<Result>,
  ): Promise<Result> => {
    try {
      return await task();
    } catch (error) {
      throwIfAborted(call, `${databaseName}: ${operation} on "${collection}"`); // its request was broken off
      throw toStoreError(await explain(session, operation, error), { collection, operation });
    }
  };
  const reading = async <Result>(
    operation: string,
    call: CallOptions | undefined,
    read: (view: View) => Promise<Result>,
  ): Promise<Result> =>
    await guarded(operation, call, async () =>
      read(await openView(session, tenant, operation, call, 'reading')),
    );
  const writing = async (
    operation: string,
    call: CallOptions | undefined,
    ids: readonly string[],
    use: 'shared' | 'exclusive',
    write: (view: View) => Promise<void>,
  ): Promise<void> => {
    session.begin(operation, call);
    checkWritable(session.options);
    try {
      await session.lock[use](async () =>
        write(await openView(session, tenant, operation, call, 'writing')),
      );
    } catch (error) {
      throw toWriteError(error, { collection, operation, ids });
    }
  };
  return {
    database: databaseName,
    collection,
    tenantName: tenant,
    capabilities: {
      ...capabilities,
      readAfterWrite: readAfterWrite ? 'immediate' : 'eventual',
    },
    limits,
    async plan(input, call) {
      session.begin('plan', call);
      const spec = resolveSpec(input);
      if (spec.name !== collection)
        throw invalid('spec.name', `is ${spec.name}, and this store is of ${collection}`);
      checkSpec(spec);
      const found = await session.find('plan', call);
      const observed = observeCollection(session, found, 'plan');
      const isOwn = session.options.attach === undefined;
      const can = { addVector: isOwn, addField: isOwn, setGraph: true, setQuantization: false };
      return withCosts(makePlan(databaseName, spec, observed, can), found?.memory?.home);
    },
    async apply(plan, call) {
      session.begin('apply', call);
      if (plan.spec.name !== collection)
        throw invalid('plan.spec.name', `is ${plan.spec.name}, and this store is of ${collection}`);
      return await applyPlan(session, plan, call);
    },
    async upsert(records, call) {
      await writing('upsert', call, idsOf(records), 'shared', async (view) =>
        upsertRecords(view, records, call),
      );
    },
    async update(changes, call) {
      await writing('update', call, idsOf(changes), 'exclusive', async (view) =>
        updateRecords(view, changes, call),
      );
    },
    async search(request, call) {
      return await reading('search', call, async (view) => searchCollection(view, request, call));
    },
    scan: (options = {}) =>
      scanCollection(
        async () =>
          await guarded('scan', options, () =>
            openView(session, tenant, 'scan', options, 'reading'),
          ),
        options,
      ),
    async get(ids, options) {
      const include = options?.include;
      const found = await reading('get', options, async (view) => {
        checkInclude(include, view.spec);
        return await readRecords(view, ids, include, ['get', options]);
      });
      return ids.map((id) => found.get(id));
    },
    async remove(target, call) {
      const ids = 'ids' in target && Array.isArray(target.ids) ? (target.ids as string[]) : []; // checked by then
      await writing('remove', call, ids, 'shared', async (view) =>
        removeRecords(view, target, call),
      );
    },
    async count(options) {
      return await reading('count', options, async (view) => {
        const filter = parseFilter(options?.filter, view.spec.fields);
        return await countRecords(view, filter, ['count', options]);
      });
    },
    async describe(call) {
      session.begin('describe', call);
      const found = await session.find('describe', call);
      if (found === undefined) return undefined;
      return await guarded('describe', call, async () =>
        describeCollection(session, found, tenant, call),
      );
    },
    async drop(call) {
      session.begin('drop', call);
      checkOwn(session.options, 'a drop');
      return await guarded('drop', call, async () => {
        const found = await session.find('drop', call);
        if (found !== undefined && found.memory === undefined)
          throw foreignIndex(collection, 'drop', found.home.index);
        return await dropCollection(session, 'drop', call);
      });
    },
    tenant(name) {
      checkTenantName(name);
      return openStore(session, name);
    },
    async close() {
      await session.close();
    },
    async check(options) {
      session.begin('check', options);
      checkOwn(session.options, 'a check');
      return await guarded('check', options, async () => {
        const open = await session.open('check', options, 'writing');
        return await session.lock.exclusive(async () =>
          checkCollection(session, open, tenant, options),
        );
      });
    },
  };
}

function idsOf(entries: readonly { readonly id: string }[]): readonly string[] {
  return entries.map(({ id }) => id);
}
