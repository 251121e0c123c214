import type { Store } from '@nestvec/core';
import { checkWritable, createStore, executePlan, observeMemory } from '@nestvec/core/store';
import { planExecution } from './apply.ts';
import { checkOwn } from './attach.ts';
import { capabilities, limits } from './capabilities.ts';
import { checkCollection, type CheckOptions, type CheckReport } from './check.ts';
import { countAll, countRecords } from './count.ts';
import { dropCollection } from './create.ts';
import { databaseName, errors } from './errors.ts';
import { isPlain } from './ids.ts';
import { type PineconeOptions, resolveOptions } from './options.ts';
import { readRecords } from './read.ts';
import { recordRemoval } from './remove.ts';
import { scanCollection } from './scan.ts';
import { checkSpec, withCosts } from './schema.ts';
import { scopeOf } from './scope.ts';
import { searchCollection } from './search.ts';
import { createSession, type Session } from './session.ts';
import { tenantsOf } from './tenants.ts';
import { recordWriter } from './write.ts';

/** A store in Pinecone, with what only Pinecone needs. */
export interface PineconeStore extends Store {
  tenant(name: string): PineconeStore;
  /**
   * Compares the indexes of the collection, or of one tenant, record by record: finds vectors that no record names any more and
   * records that lack some, and repairs them if asked.
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
export function pinecone(given: PineconeOptions): PineconeStore {
  const session = createSession(resolveOptions(given));
  return withCheck(session, openStore(session), undefined);
}

function openStore(session: Session): Store {
  const { options } = session;
  const { attach, collection, readAfterWrite } = options;
  const isOwn = attach === undefined;
  return createStore({
    database: databaseName,
    collection,
    capabilities: { ...capabilities, readAfterWrite: readAfterWrite ? 'immediate' : 'eventual' },
    limits,
    session,
    errors,
    isAttached: !isOwn,
    hasTenants: () => false, // whether an index of others has tenants can't be known
    checkWritable: () => checkWritable({ attach, collection }),
    checkSpec,
    scope: (open, start) => scopeOf(session, open, start),
    alterations: () => ({
      addVector: isOwn,
      removeVector: false,
      addField: isOwn,
      setGraph: isOwn,
      setQuantization: false,
    }),
    observe: ({ memory }) => observeMemory(memory),
    execute: async (plan, found, call) =>
      await executePlan(planExecution(session, plan, found, call), plan, found, call),
    writer: recordWriter,
    isId: (_, id) => isOwn || isPlain(id),
    read: readRecords,
    search: searchCollection,
    scan: scanCollection,
    removal: recordRemoval,
    count: countRecords,
    countAll: async (found, tenant, operation) => await countAll(session, found, tenant, operation),
    tenants: async (open) => await tenantsOf(session, open),
    removeTenant: async (scope) => await recordRemoval(scope).byFilter(undefined),
    drop: async (call) => await dropCollection(session, 'drop', call),
  });
}

function withCheck(session: Session, store: Store, tenant: string | undefined): PineconeStore {
  const { options } = session;
  const checked: PineconeStore = {
    ...store,
    async resolve(call) {
      await store.resolve(call);
      return checked;
    },
    async plan(spec, call) {
      const plan = await store.plan(spec, call);
      return withCosts(plan, session.last()?.memory.home);
    },
    tenant: (name) => withCheck(session, store.tenant(name), name),
    async check(call) {
      session.begin('check', call);
      checkOwn(options, 'a check');
      try {
        const open = await session.open('check', call);
        return await session.lock.exclusive(
          async () => await checkCollection(session, open, tenant, call),
        );
      } catch (error) {
        throw errors.toStoreError(error, { collection: options.collection, operation: 'check' });
      }
    },
  };
  return checked;
}
