import type { Store } from '@nestvec/core';
import {
  checkWritable,
  createStore,
  executePlan,
  type Observed,
  type ResolvedSpec,
  type StoreParts,
} from '@nestvec/core/store';
import { aliasParts } from './aliases.ts';
import { planExecution } from './apply.ts';
import { attachedCapabilities, capabilities, limits } from './capabilities.ts';
import { dropClass } from './drop.ts';
import { databaseName, errors } from './errors.ts';
import { facetObjects } from './facets.ts';
import { checkNative } from './native.ts';
import { observe } from './observe.ts';
import { resolveOptions, type WeaviateOptions } from './options.ts';
import { orderedObjects } from './ordered.ts';
import { placesOf } from './places.ts';
import { readRecords } from './read.ts';
import { objectRemoval } from './remove.ts';
import { scanObjects } from './scan.ts';
import { layoutIn, type Scope, scopeOf } from './scope.ts';
import { searchObjects } from './search.ts';
import { createSession, type FoundCollection, type Session } from './session.ts';
import { objectWriter } from './write.ts';

/**
 * One collection in Weaviate, by a URL or by your own client.
 *
 * ```ts
 * const store = weaviate({ url: 'http://localhost:8080', collection: 'photos' });
 * ```
 *
 * The schema goes by REST, data by gRPC with the vectors as bytes, which needs `@grpc/grpc-js` and `@bufbuild/protobuf`.
 */
export function weaviate(given: WeaviateOptions): Store {
  return createStore(storeParts(createSession(resolveOptions(given))));
}

function storeParts(session: Session): StoreParts<FoundCollection, Scope> {
  const { api, options } = session;
  return {
    database: databaseName,
    collection: options.collection,
    capabilities: options.attach === undefined ? capabilities : attachedCapabilities,
    limits,
    session,
    errors,
    isAttached: options.attach !== undefined,
    hasTenants: ({ info }) => info.tenants,
    checkWritable: () => checkWritable(options),
    checkSpec: checkNative,
    scope: (open, start) => scopeOf(session, open, start),
    alterations: (spec, observed) => ({
      addVector: true,
      removeVector: true, // an experiment of the server's, usually off; it is asked, and the error says how to turn it on
      addField: options.attach === undefined,
      setGraph: false, // the type of an index is for ever; a change of it is answered by success, and ignored
      setQuantization: canQuantize(spec, observed),
    }),
    observe: ({ info, memory }) => observe(memory, info, layoutIn(session, memory, info)),
    execute: async (plan, found, options_) =>
      await executePlan(planExecution(session), plan, found, options_),
    writer: objectWriter,
    isId: ({ layout }, id) => layout.isId(id),
    read: readRecords,
    search: searchObjects,
    ...(options.attach === undefined ? { facets: facetObjects, ordered: orderedObjects } : {}),
    scan: scanObjects,
    removal: objectRemoval,
    count: async ({ api: asked, place, where }, node) => await asked.count(place, where(node)),
    async countAll({ info }, tenant, operation) {
      let count = 0;
      for (const place of await placesOf(session, info, tenant)) {
        session.begin(operation, undefined);
        count += await api.count(place, undefined);
      }
      return count;
    },
    async tenants({ info }) {
      const places = await placesOf(session, info, undefined, 'all');
      return places.flatMap(({ tenant }) => tenant ?? []);
    },
    removeTenant: async ({ tenant = '' }) => await api.deleteTenant(session.class, tenant),
    drop: async () => await dropClass(session),
    aliases: aliasParts(session, (collection, use) => {
      const attach = use === 'same' ? options.attach : undefined;
      const sibling = createSession({ ...options, collection, attach }, session);
      return createStore({ ...storeParts(sibling), isResolved: true });
    }),
  };
}

/** Quantisation of a graph can be turned on where it is off; of every other change the server says that it can't be made. */
function canQuantize(spec: ResolvedSpec, observed: Observed | undefined): boolean {
  return Object.entries(spec.vectors).every(([name, { quantization }]) => {
    const found = observed?.vectors[name];
    if (found === undefined || found.quantization === quantization) return true;
    return found.quantization === 'none' && found.graph;
  });
}
