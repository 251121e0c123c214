import { existsSync } from 'node:fs';
import { type CallOptions, NestvecError } from '@nestvec/core';
import {
  type CollectionMemory,
  decodeMemory,
  invalid,
  once,
  type OpenedOnce,
  openOnce,
  reservedNames,
  throwIfAborted,
} from '@nestvec/core/store';
import type { Connection, Table } from '@lancedb/lancedb';
import type { DataType, Field } from 'apache-arrow';
import { recall, tableNameOf } from './attach.ts';
import { loadPeers, type Peers } from './client.ts';
import { connect, type Use } from './connect.ts';
import {
  databaseName,
  foreignTable,
  isMissingTable,
  missingCollection,
  toStoreError,
} from './errors.ts';
import { localFolder } from './local-folder.ts';
import { createKnownKeys, type KnownKeys } from './known-keys.ts';
import { presentParts } from './observe.ts';
import type { ResolvedOptions } from './options.ts';
import { memoryKey } from './schema.ts';
import { tableLock } from './table-lock.ts';

/** A table that exists, and what it remembers. */
export interface OpenTable {
  readonly table: Table;
  readonly memory: CollectionMemory;
  readonly columns: readonly Field<DataType>[];
  readonly peers: Peers;
}

/** A table as it was found; without a memory where someone else made it. */
export type FoundTable = Omit<OpenTable, 'memory'> & {
  readonly memory: CollectionMemory | undefined;
};

/** The connections of a store and of its tenants' views. */
export interface Session {
  readonly options: ResolvedOptions;
  /** What is stored, where this is the only writer. */
  readonly knownKeys: KnownKeys | undefined;
  /** Throws `closed` or `aborted`. Every call begins with it. */
  begin(operation: string, call: CallOptions | undefined): void;
  peers(): Promise<Peers>;
  /** The connection for reading, unless said otherwise. Its writes too are seen by every other. */
  connection(use?: Use): Promise<Connection>;
  /** The table; `undefined` where it does not exist. */
  find(operation: string, use?: Use): Promise<FoundTable | undefined>;
  /** The table of a collection of ours; throws `not-found`, or `identity` for a table of someone else. */
  open(operation: string, call: CallOptions | undefined, use?: Use): Promise<OpenTable>;
  /** Runs one write of a table after the other. */
  write<Result>(task: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** A session; nothing is loaded or opened before the first call. */
export function createSession(options: ResolvedOptions): Session {
  const { collection } = options;
  const lock = tableLock(options);
  let closed = false;
  const loaded = once(async () => await loadPeers(options.module));
  const connectionFor = (use: Use): OpenedOnce<Connection> =>
    openOnce(
      async () => await connect(options, loaded, use),
      (connection) => {
        if (options.connection === undefined) connection.close();
      },
    );
  const connections = { reading: connectionFor('reading'), writing: connectionFor('writing') };
  const session: Session = {
    options,
    knownKeys: options.exclusive ? createKnownKeys() : undefined,
    begin(operation, call) {
      const where = `${databaseName}: ${operation} on "${collection}"`;
      if (closed)
        throw new NestvecError('closed', `${where} after close(); open it again`, {
          what: collection,
        });
      throwIfAborted(call, where);
    },
    peers: loaded,
    async connection(wanted = 'reading') {
      const use = options.uri === 'memory://' ? 'reading' : wanted; // another connection would be another database
      return await connections[use].open();
    },
    async find(operation, use) {
      const folder = localFolder(options.uri);
      if (folder !== undefined && !existsSync(folder)) return undefined; // connecting would create it
      const database = await session.connection(use);
      try {
        const table = await database.openTable(tableNameOf(options));
        const { fields: columns } = await table.schema();
        const used = await loaded();
        return { table, columns, peers: used, memory: memoryOf(columns, options, used) };
      } catch (error) {
        if (isMissingTable(error)) return undefined;
        throw toStoreError(error, { collection, operation });
      }
    },
    async open(operation, call, use) {
      session.begin(operation, call);
      const found = await session.find(operation, use);
      if (found === undefined) throw missingCollection(collection, operation);
      const { memory } = found;
      if (memory === undefined) throw foreignTable(collection, operation);
      return { ...found, memory };
    },
    write: async (task) => await lock.exclusive(task),
    async close() {
      if (closed) return;
      closed = true;
      await lock.idle();
      await Promise.all([connections.reading.close(), connections.writing.close()]);
    },
  };
  return session;
}

/** What a table remembers, or what was said of it; `undefined` for one that someone else made. */
function memoryOf(
  columns: readonly Field<DataType>[],
  { attach, collection }: ResolvedOptions,
  { arrow }: Peers,
): CollectionMemory | undefined {
  const text = columns.find(({ name }) => name === reservedNames.metadata)?.metadata.get(memoryKey);
  const memory = decodeMemory(text, databaseName);
  if (attach === undefined) return memory === undefined ? undefined : presentParts(memory, columns);
  if (memory !== undefined)
    throw invalid('lancedb.attach', `is of a table that nestvec made; open it without`);
  return recall(columns, attach, collection, arrow);
}
