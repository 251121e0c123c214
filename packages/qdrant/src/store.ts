import type { Store } from '@nestvec/core';
import { checkWritable, createStore, executePlan, type StoreParts } from '@nestvec/core/store';
import { aliasParts } from './aliases.ts';
import { planExecution } from './apply.ts';
import { attachedCapabilities, capabilities, limits } from './capabilities.ts';
import { countAll, countPoints } from './count.ts';
import { dropCollection } from './drop.ts';
import { databaseName, errors } from './errors.ts';
import { facetPoints } from './facets.ts';
import { checkNative } from './native.ts';
import { observe } from './observe.ts';
import { type QdrantOptions, resolveOptions } from './options.ts';
import { orderedPoints } from './ordered.ts';
import { readRecords } from './read.ts';
import { removal } from './remove.ts';
import { scanPoints } from './scan.ts';
import { layoutOf, type Scope, scopeOf } from './scope.ts';
import { searchCollection, searchCollectionForMany } from './search.ts';
import { createSession, type FoundCollection, type Session } from './session.ts';
import { tenantsOf } from './tenants.ts';
import { recordWriter } from './write.ts';

/**
 * One collection in Qdrant, by a URL or by your own client.
 *
 * ```ts
 * const store = qdrant({ url: 'http://localhost:6333', collection: 'photos' });
 * ```
 *
 * With `grpc: { url: 'http://localhost:6334' }` vectors are written and scanned as bytes, several times as fast.
 */
export function qdrant(given: QdrantOptions): Store {
  return createStore(storeParts(createSession(resolveOptions(given))));
}

function storeParts(session: Session): StoreParts<FoundCollection, Scope> {
  const { options } = session;
  const isAttached = options.attach !== undefined;
  return {
    database: databaseName,
    collection: options.collection,
    capabilities: isAttached ? attachedCapabilities : capabilities,
    limits,
    session,
    errors,
    isAttached,
    hasTenants: () => false, // only its memory says so
    checkWritable: () => checkWritable(options),
    scope: (open, start) => scopeOf(session, open, start),
    checkSpec: checkNative,
    async alterations(_, observed) {
      const addVector = observed === undefined || (await session.isAtLeast('1.18'));
      return {
        addVector,
        removeVector: addVector,
        addField: true,
        setGraph: true,
        setQuantization: true,
      };
    },
    observe: ({ info, memory }) => observe(memory, info, layoutOf(session, memory.spec, undefined)),
    execute: async (plan, found, call) =>
      await executePlan(planExecution(session), plan, found, call),
    writer: recordWriter,
    isId: ({ layout }, id) => layout.isId(id),
    read: readRecords,
    search: searchCollection,
    ...(isAttached ? {} : { facets: facetPoints, ordered: orderedPoints }),
    searchMany: searchCollectionForMany,
    scan: scanPoints,
    removal,
    count: async (scope, filter) => await countPoints(scope, scope.info, scope.where(filter)),
    countAll: async (found, tenant, operation) => await countAll(session, found, tenant, operation),
    tenants: async () => await tenantsOf(session.api, options.collection),
    removeTenant: async (scope) => await removal(scope).byFilter(undefined),
    drop: async () => await dropCollection(session),
    aliases: aliasParts(session, (collection, use) => {
      const attach = use === 'same' ? options.attach : undefined;
      const sibling = createSession({ ...options, collection, attach }, session);
      return createStore({ ...storeParts(sibling), isResolved: true });
    }),
  };
}
