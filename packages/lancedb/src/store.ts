import type { Store } from '@nestvec/core';
import {
  checkWritable,
  createStore,
  executePlan,
  observeMemory,
  type StoreParts,
} from '@nestvec/core/store';
import { aliasParts, dropUnaliased } from './aliases.ts';
import { dropTable, planExecution } from './apply.ts';
import { capabilities, limits } from './capabilities.ts';
import { databaseName, errors } from './errors.ts';
import { facetTable } from './facets.ts';
import { allOf } from './layout.ts';
import { isObjectStore } from './local-folder.ts';
import { checkNative } from './native.ts';
import { optimizeTable } from './optimize.ts';
import { type LanceOptions, resolveOptions } from './options.ts';
import { orderedRows } from './ordered.ts';
import { readRecords } from './read.ts';
import { rowRemoval } from './remove.ts';
import { scanTable } from './scan.ts';
import { layoutIn, type Scope, scopeOf } from './scope.ts';
import { searchTable, searchTableForMany } from './search.ts';
import { createSession, type FoundTable, type Session } from './session.ts';
import { tenantsOf } from './tenants.ts';
import { rowWriter } from './write.ts';

/**
 * One collection in LanceDB, the database that lives in a folder and needs no server.
 *
 * ```ts
 * const store = lancedb({ uri: './data', collection: 'photos' });
 * ```
 */
export function lancedb(given: LanceOptions): Store {
  return createStore(storeParts(createSession(resolveOptions(given))));
}

function storeParts(session: Session): StoreParts<FoundTable, Scope> {
  const { options } = session;
  const { attach, collection } = options;
  const isOwn = attach === undefined;
  return {
    database: databaseName,
    collection,
    // The texts of someone else are cut as they decided.
    capabilities: {
      ...capabilities,
      machines: isObjectStore(session.options.uri) ? 'many' : 'one',
      ...(isOwn ? {} : { words: 'other', sort: 'emulated', textFilter: false }),
    },
    limits,
    session,
    errors,
    isAttached: !isOwn,
    hasTenants: () => false, // a column of tenants means what someone else decided
    checkWritable() {
      if (attach !== undefined) checkWritable({ collection, attach: { ...attach, ids: 'native' } });
    },
    checkSpec: checkNative,
    scope: (open, start) => scopeOf(session, open, start),
    alterations: () => ({
      addVector: isOwn,
      removeVector: false,
      addField: isOwn,
      setGraph: isOwn,
      setQuantization: isOwn,
    }),
    observe: ({ memory }) => observeMemory(memory),
    execute: async (plan, found, options) =>
      await executePlan(planExecution(session, options), plan, found, options),
    writer: rowWriter,
    read: readRecords,
    search: searchTable,
    ...(isOwn ? { facets: facetTable, ordered: orderedRows } : {}),
    searchMany: searchTableForMany,
    scan: scanTable,
    removal: rowRemoval,
    count: async ({ table, layout }, filter) =>
      await table.countRows(allOf(layout.scope, layout.toSql(filter))),
    async countAll({ memory, ...found }, tenant, operation) {
      // A tenant's store of a table without tenants has nothing to narrow it by.
      const seenBy = memory?.spec.tenants === true ? tenant : undefined;
      const scope = memory && layoutIn(session, { ...found, memory }, seenBy, operation).scope;
      return await found.table.countRows(scope);
    },
    tenants: tenantsOf,
    removeTenant: async (scope) => await rowRemoval(scope).byFilter(undefined),
    async drop() {
      return await session.lock.exclusive(async () => {
        const found = await session.find('drop');
        if (found === undefined) return false;
        if (found.memory === undefined) throw errors.foreignCollection(collection, 'drop');
        await dropUnaliased(session, collection, async () => await dropTable(session));
        return true;
      });
    },
    optimize: async (open, options) => await optimizeTable(session, open, options),
    release: ({ table }) => table.close(), // or what it knows of every file waits for the garbage collector
    aliases: aliasParts(session, (name, use) => {
      const attached =
        use === 'same' && attach !== undefined ? { ...attach, table: name } : undefined;
      const sibling = createSession({ ...options, collection: name, attach: attached }, session);
      return createStore({ ...storeParts(sibling), isResolved: true });
    }),
  };
}
