import { existsSync } from 'node:fs';
import { invalid, once, type OpenedOnce, openOnce } from '@nestvec/core/kit';
import {
  type CollectionMemory,
  decodeMemory,
  type OpenCollection,
  reservedNames,
  storeSession,
  type StoreSession,
} from '@nestvec/core/store';
import type { Connection, Table } from '@lancedb/lancedb';
import type { DataType, Field } from 'apache-arrow';
import { recall, tableNameOf } from './attach.ts';
import { loadPeers, type Peers } from './client.ts';
import { connect, type Use } from './connect.ts';
import { databaseName, errors, isMissingTable } from './errors.ts';
import { localFolder } from './local-folder.ts';
import { createKeptVectors, type KeptVectors } from './kept-vectors.ts';
import { createKnownKeys, type KnownKeys } from './known-keys.ts';
import { presentParts } from './observe.ts';
import type { ResolvedOptions } from './options.ts';
import { memoryKey } from './schema.ts';
import { tableLock } from './table-lock.ts';
import { hasFullText } from './words-index.ts';

/** A table that exists; without a memory where someone else made it. */
export interface FoundTable {
  readonly table: Table;
  readonly memory: CollectionMemory | undefined;
  readonly columns: readonly Field<DataType>[];
  readonly peers: Peers;
}

/** A table that can be worked with. */
export type OpenTable = OpenCollection<FoundTable>;

/** What the stores of a table and of its tenants share. */
export interface Session extends StoreSession<FoundTable> {
  readonly options: ResolvedOptions;
  /** What is stored, where this is the only writer. */
  readonly knownKeys: KnownKeys | undefined;
  readonly keptVectors: KeptVectors;
  peers(): Promise<Peers>;
  /** The connection for reading, by default. Its writes too are seen by every other. */
  connection(use?: Use): Promise<Connection>;
}

/** A session; it loads and opens nothing before the first call. Where it shares connections, they are left open. */
export function createSession(
  options: ResolvedOptions,
  shared?: Pick<Session, 'connection'>,
): Session {
  const peers = once(async () => await loadPeers(options.module));
  const connectionFor = (use: Use): OpenedOnce<Connection> =>
    openOnce(
      async () => await connect(options, peers, use),
      (connection) => {
        if (options.connection === undefined) connection.close();
      },
    );
  const connections = { reading: connectionFor('reading'), writing: connectionFor('writing') };
  const ownConnection = async (wanted: Use = 'reading'): Promise<Connection> => {
    const use = options.uri === 'memory://' ? 'reading' : wanted; // another connection would be another database
    return await connections[use].open();
  };
  const connection = shared?.connection ?? ownConnection;
  const find = async (use: Use): Promise<FoundTable | undefined> => {
    const folder = localFolder(options.uri);
    if (folder !== undefined && !existsSync(folder)) return undefined; // connecting would create it
    const database = await connection(use);
    try {
      const table = await database.openTable(tableNameOf(options));
      const { fields: columns } = await table.schema();
      const used = await peers();
      const textField = options.attach?.textField;
      const hasWords = textField !== undefined && (await hasFullText(table, textField));
      return { table, columns, peers: used, memory: memoryOf(columns, options, used, hasWords) };
    } catch (error) {
      if (isMissingTable(error)) return undefined;
      throw error;
    }
  };
  const keptVectors = createKeptVectors();
  const session = storeSession<FoundTable>({
    database: databaseName,
    collection: options.collection,
    lock: tableLock(options),
    errors,
    find: async () => await find('reading'),
    findForWrite: async () => await find('writing'),
    believedMs: 0, // to open a table takes a millisecond, and shows what other processes have changed
    async close() {
      keptVectors.forget();
      await Promise.all([connections.reading.close(), connections.writing.close()]);
    },
  });
  return {
    ...session,
    options,
    keptVectors,
    knownKeys: options.exclusive ? createKnownKeys() : undefined,
    peers,
    connection,
  };
}

/** The memory of a table, or its declaration in `attach`; `undefined` for one that someone else made. */
function memoryOf(
  columns: readonly Field<DataType>[],
  { attach, collection }: ResolvedOptions,
  { arrow }: Peers,
  hasWords: boolean,
): CollectionMemory | undefined {
  const text = columns.find(({ name }) => name === reservedNames.metadata)?.metadata.get(memoryKey);
  const memory = decodeMemory(text, databaseName);
  if (attach === undefined) return memory === undefined ? undefined : presentParts(memory, columns);
  if (memory !== undefined)
    throw invalid(
      'lancedb.attach',
      `is for tables that nestvec did not make, and this one it made; leave attach out`,
    );
  return recall(columns, attach, collection, arrow, hasWords);
}
