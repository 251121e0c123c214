import { type CallOptions, NestvecError, type VectorRecord } from '@nestvec/core';
import { invalid, throwIfAborted } from '@nestvec/core/kit';
import { checkStoreOptions, type CollectionMemory, type ResolvedSpec } from '@nestvec/core/store';
import { attachedRecords, recall, type RecordTable } from './attach.ts';
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
  readonly records: RecordTable;
}

/** A handle that is closed as soon as it or the one that it was made from is. */
export function createHandle(
  options: ResolvedMemoryOptions,
  tenant: string | undefined,
  isParentClosed: () => boolean,
): Handle {
  const { collection: name, database } = options;
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
        throw missing(operation, name);
      }
      const memory = memoryOf(collection, options, operation);
      const records = recordsOf(collection, memory, tenant);
      const { attach } = options;
      return {
        ...memory,
        records: attach === undefined ? records : attachedRecords(records, attach, memory),
      };
    },
  };
  return handle;
}

/** The error for a collection that does not exist. */
export function missing(operation: string, name: string): NestvecError<'not-found'> {
  return new NestvecError(
    'not-found',
    `${databaseName}: ${operation} on ${name}, which does not exist; create it with plan and apply`,
    { what: 'collection', name },
  );
}

/** The error for changes of records that are not there. */
export function notStored(ids: readonly string[], collection: string): NestvecError<'store'> {
  return new NestvecError(
    'store',
    `${databaseName}: update of ${collection} found nothing stored under ${ids.length} ids; upsert them instead`,
    {
      database: databaseName,
      collection,
      operation: 'update',
      unconfirmedIds: ids,
      retryable: false,
    },
  );
}

/** What a collection remembers, or what is said of it. Throws where someone else made it and nothing is said. */
export function memoryOf(
  collection: MemoryCollection,
  { attach, collection: name }: ResolvedMemoryOptions,
  operation: string,
): CollectionMemory {
  const { memory, live } = collection;
  if (attach !== undefined) {
    if (live === undefined)
      throw invalid(
        `${databaseName}.attach`,
        'is for collections that nestvec did not make, and this one it made; leave attach out',
      );
    return recall(collection, attach, name);
  }
  if (memory !== undefined && live === undefined) return memory;
  throw new NestvecError(
    'identity',
    `${databaseName}: ${operation} on "${name}", which nestvec did not make and which does not say which embedder filled it; use another name, or say what it holds with attach`,
    { verdict: 'unknown', fields: [] },
  );
}

function recordsOf(
  { tenants }: MemoryCollection,
  { spec }: CollectionMemory,
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
