import type { Store } from '@nestvec/core';
import {
  checkWritable,
  createStore,
  executePlan,
  observeMemory,
  reservedNames,
  type StoreParts,
} from '@nestvec/core/store';
import { aliasParts } from './aliases.ts';
import { dropTable, planExecution } from './apply.ts';
import { attachedCapabilities, capabilities, limitsOf } from './capabilities.ts';
import { countAll, countRecords, hasTenant, tenantsOf } from './count.ts';
import { databaseName, errors } from './errors.ts';
import { checkNative } from './native.ts';
import { facetTable } from './facets.ts';
import { optimizeTable } from './optimize.ts';
import { orderedRows } from './ordered.ts';
import { type PgvectorOptions, resolveOptions } from './options.ts';
import { readRecords } from './read.ts';
import { rowRemoval } from './remove.ts';
import { scanTable } from './scan.ts';
import { type Scope, scopeOf } from './scope.ts';
import { searchTable } from './search.ts';
import { askingOf, createSession, type FoundTable, type Session } from './session.ts';
import { name } from './sql.ts';
import { rowWriter } from './write.ts';

/**
 * One collection in PostgreSQL with pgvector, on a server or embedded with PGlite.
 *
 * ```ts
 * const store = pgvector({ url: 'postgres://localhost/mydb', collection: 'photos' });
 * const embedded = pgvector({ data: './data', collection: 'photos' });
 * ```
 */
export function pgvector(given: PgvectorOptions): Store {
  return createStore(storeParts(createSession(resolveOptions(given))));
}

function storeParts(session: Session): StoreParts<FoundTable, Scope> {
  const { options } = session;
  const { attach, collection } = options;
  const isOwn = attach === undefined;
  return {
    database: databaseName,
    collection,
    capabilities: isOwn ? capabilities : attachedCapabilities,
    limits: limitsOf(options),
    session,
    errors,
    cancelsWrites: true,
    isAttached: !isOwn,
    hasTenants: () => false, // a column of tenants means what someone else decided
    checkWritable() {
      if (attach !== undefined) checkWritable({ collection, attach: { ...attach, ids: 'native' } });
    },
    checkSpec: checkNative,
    scope: (open, start) => scopeOf(session, open, start),
    alterations: () => ({
      addVector: true,
      removeVector: !isOwn,
      addField: isOwn,
      setGraph: isOwn,
      setQuantization: isOwn,
    }),
    observe: ({ memory }) => observeMemory(memory),
    execute: async (plan, found, call) =>
      await executePlan(planExecution(session, call), plan, found, call),
    writer: rowWriter,
    updating: async (scope, ids, task) =>
      await session.run(scope, async (held) => task({ ...scope, held }), {
        transaction: true,
        ids,
      }),
    read: readRecords,
    search: searchTable,
    ...(isOwn ? { facets: facetTable, ordered: orderedRows } : {}),
    scan: scanTable,
    removal: rowRemoval,
    count: countRecords,
    countAll: async (found, ...asked) => await countAll(session, found, ...asked),
    tenants: async (_, call) => await tenantsOf(session, name(reservedNames.tenant), call),
    hasTenant,
    removeTenant: async (scope) => await rowRemoval(scope).byFilter(undefined),
    async drop(call) {
      return await session.lock.exclusive(async () => {
        const found = await session.find('drop');
        if (found === undefined) return false;
        if (found.memory === undefined) throw errors.foreignCollection(collection, 'drop');
        await dropTable(session, askingOf(session, 'drop', call));
        return true;
      });
    },
    optimize: async (open, call) => await optimizeTable(session, open, call),
    aliases: aliasParts(session, (name, use) => {
      const attached =
        use === 'same' && attach !== undefined ? { ...attach, table: name } : undefined;
      const sibling = createSession({ ...options, collection: name, attach: attached }, session);
      return createStore({ ...storeParts(sibling), isResolved: true });
    }),
  };
}
