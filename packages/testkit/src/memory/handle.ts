import { type CallOptions, NestvecError, type VectorRecord } from '@nestvec/core';
import { invalid, throwIfAborted } from '@nestvec/core/kit';
import { checkStoreOptions, type ResolvedSpec } from '@nestvec/core/store';
import type { MemoryCollection } from './memory-database.ts';
import { databaseName } from './observe.ts';
import type { ResolvedMemoryOptions } from './resolve-options.ts';

/** What every call of a store begins with. */
export interface Handle {
  /** Throws `closed` or `aborted`. */
  readonly begin: (operation: string, call: CallOptions | undefined) => void;
  /** Begins, and gives the collection and the records that this store sees of it. Throws `not-found` as well. */
  readonly open: (operation: string, call: CallOptions | undefined) => OpenCollection;
  readonly isClosed: () => boolean;
  readonly close: () => void;
}

/** A collection seen by one tenant, or whole where it has none. */
interface OpenCollection {
  readonly spec: ResolvedSpec;
  readonly incomplete: readonly string[];
  readonly records: Map<string, VectorRecord>;
}

/** A handle that is closed as soon as it or the one that it was made from is. */
export function createHandle(
  { collection: name, database }: ResolvedMemoryOptions,
  tenant: string | undefined,
  isParentClosed: () => boolean,
): Handle {
  let closed = false;
  const handle: Handle = {
    isClosed: () => closed || isParentClosed(),
    close() {
      closed = true;
    },
    begin(operation, call) {
      checkStoreOptions(operation, call);
      const where = `${databaseName}: ${operation} on ${name}`;
      if (handle.isClosed()) {
        throw new NestvecError('closed', `${where} after close(); open it again`, { what: name });
      }
      throwIfAborted(call, where);
    },
    open(operation, call) {
      handle.begin(operation, call);
      const collection = database.collections.get(name);
      if (collection === undefined) {
        throw new NestvecError(
          'not-found',
          `${databaseName}: ${operation} on ${name}, which does not exist; create it with plan and apply`,
          { what: 'collection', name },
        );
      }
      return { ...collection.memory, records: recordsOf(collection, tenant) };
    },
  };
  return handle;
}

function recordsOf(
  { memory: { spec }, tenants }: MemoryCollection,
  tenant: string | undefined,
): Map<string, VectorRecord> {
  if (spec.tenants && tenant === undefined) {
    throw invalid('tenant', `${spec.name} has tenants; name one with store.tenant(name)`);
  }
  if (!spec.tenants && tenant !== undefined) {
    throw invalid('tenant', `${spec.name} has no tenants; declare them in its spec`);
  }
  const key = tenant ?? '';
  const records = tenants.get(key) ?? new Map<string, VectorRecord>();
  tenants.set(key, records);
  return records;
}
