import { existsSync, statSync } from 'node:fs';
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
import { loadPeers, type Peers } from './client.ts';
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

/** What a table is opened for. */
export type Use = 'reading' | 'writing';

/**
 * LanceDB keeps the list of fragments of every version it sees, each longer than the one before, up to 1 GiB by default: a long
 * ingest would grow by the square of its batches. Writes need the newest alone, reads the metadata of every file.
 */
const metadataCacheBytes: Readonly<Record<Use, number>> = {
  reading: 128 * 2 ** 20,
  writing: 2 * 2 ** 20,
};

/** A table that exists, and what it remembers. */
export interface OpenTable {
  readonly table: Table;
  readonly memory: CollectionMemory;
  readonly peers: Peers;
}

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
  find(
    operation: string,
    use?: Use,
  ): Promise<{ table: Table; memory: CollectionMemory | undefined } | undefined>;
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
        const table = await database.openTable(collection);
        const { fields } = await table.schema();
        const text = fields
          .find((field) => field.name === reservedNames.metadata)
          ?.metadata.get(memoryKey);
        const memory = decodeMemory(text, databaseName);
        return { table, memory: memory === undefined ? undefined : presentParts(memory, fields) };
      } catch (error) {
        if (isMissingTable(error)) return undefined;
        throw toStoreError(error, { collection, operation });
      }
    },
    async open(operation, call, use) {
      session.begin(operation, call);
      const found = await session.find(operation, use);
      if (found === undefined) throw missingCollection(collection, operation);
      const { table, memory } = found;
      if (memory === undefined) throw foreignTable(collection, operation);
      return { table, memory, peers: await loaded() };
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

async function connect(
  options: ResolvedOptions,
  loaded: () => Promise<Peers>,
  use: Use,
): Promise<Connection> {
  if (options.connection !== undefined) return options.connection;
  const { lance } = await loaded();
  const { uri = '', storageOptions } = options;
  const folder = localFolder(uri);
  if (folder !== undefined && existsSync(folder) && !statSync(folder).isDirectory()) {
    throw invalid('lancedb.uri', `${uri} is a file; name a folder`);
  }
  try {
    return await lance.connect(uri, {
      readConsistencyInterval: 0, // another process's writes are seen by the next read
      session: new lance.Session(undefined, BigInt(metadataCacheBytes[use])), // as an argument of its own it would be ignored
      ...(storageOptions === undefined ? {} : { storageOptions: { ...storageOptions } }),
    });
  } catch (error) {
    throw toStoreError(error, { collection: options.collection, operation: `opening ${uri}` });
  }
}
