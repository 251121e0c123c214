import type { CallOptions } from '@nestvec/core';
import { retry, throwIfAborted, writeLock } from '@nestvec/core/kit';
import {
  type CollectionMemory,
  type ScopeStart,
  storeSession,
  type StoreSession,
} from '@nestvec/core/store';
import { recall, tableNameOf } from './attach.ts';
import type { Connection, Database, TaskOptions } from './database/database.ts';
import { embeddedDatabase } from './database/pglite.ts';
import { serverDatabase } from './database/server.ts';
import { databaseName, errors } from './errors.ts';
import type { ResolvedOptions } from './options.ts';
import { tenantSetting } from './schema.ts';
import { name, sql, type Sql } from './sql.ts';
import { ownMemory, readTableInfo, type TableInfo } from './table-info.ts';

/** A table that exists; without a memory where someone else made it. */
export interface FoundTable {
  readonly info: TableInfo;
  readonly memory: CollectionMemory | undefined;
}

/** What a call to the database is a part of. */
export type Asking = Pick<ScopeStart, 'collection' | 'operation' | 'begin'> &
  Partial<Pick<ScopeStart, 'signal' | 'tenant'>> & {
    /** The connection of the transaction that the call is a part of. */
    readonly held?: Connection | undefined;
  };

/** What a call of a store that is not about some records asks with. */
export function askingOf(
  session: Session,
  operation: string,
  call: CallOptions | undefined,
): Asking {
  const begin = (): void => session.begin(operation, call);
  return { collection: session.options.collection, operation, begin, signal: call?.signal };
}

/** What the stores of a table and of its tenants share. */
export interface Session extends StoreSession<FoundTable> {
  readonly options: ResolvedOptions;
  readonly database: Database;
  /** What stands for the database in locks of this process. */
  readonly place: string | object;
  /** The table with its schema. */
  readonly table: Sql;
  /** Transactions that one call writes at once. */
  readonly writesAtOnce: number;
  /**
   * Runs a task on one connection, again where the failure passes; it must be right to do twice. In a transaction all of it is kept
   * or nothing; `ids` are not confirmed if it fails. A task within another one runs on its connection, and fails or is run again with it.
   */
  readonly run: <Result>(
    asking: Asking,
    task: (connection: Connection) => Promise<Result>,
    options?: { readonly transaction?: boolean; readonly ids?: readonly string[] } & TaskOptions,
  ) => Promise<Result>;
}

/** First wait after a failure that passes, doubled every time. */
const baseMs = 50;

/** A session; it loads and opens nothing before the first call. Where it shares a database, that is left open. */
export function createSession(
  options: ResolvedOptions,
  shared?: Pick<Session, 'database' | 'place'>,
): Session {
  const { attach, client, collection, data, rowLevelSecurity, schema, url } = options;
  const database: Database =
    shared?.database ?? (data === undefined ? serverDatabase(options) : embeddedDatabase(data));
  const place = shared?.place ?? client ?? url ?? placeOf(options);
  const table = tableNameOf(options);
  const run: Session['run'] = async (asking, task, { transaction, ids, ...rest } = {}) => {
    const { begin, held, operation, signal, tenant } = asking;
    if (held !== undefined) {
      begin();
      return await task(held);
    }
    const secured = rowLevelSecurity && tenant !== undefined;
    const whole = async (connection: Connection) => {
      begin(); // it may have waited long for the connection
      if (secured)
        await connection.query(
          sql`SELECT set_config(${tenantSetting}::text, ${tenant}::text, true)`,
        );
      return await task(heeding(connection, signal));
    };
    const use = transaction === true || secured ? database.transaction : database.use;
    const attempt = async () => {
      begin();
      try {
        return await use(whole, { signal, ...rest });
      } catch (error) {
        begin(); // what was cancelled has failed because of that
        throw errors.toStoreError(error, { collection, operation, ids });
      }
    };
    return await retry(attempt, {
      operation,
      baseMs,
      ...(database.canRetry ? {} : { retries: 0 }),
    });
  };
  const find = async (): Promise<FoundTable | undefined> => {
    const asking = { collection, operation: 'opening', begin: () => {} };
    const info = await run(asking, async (connection) => readTableInfo(connection, schema, table));
    if (info === undefined) return undefined;
    return { info, memory: attach === undefined ? ownMemory(info) : recall(info, options) };
  };
  return {
    ...storeSession<FoundTable>({
      database: databaseName,
      collection,
      lock: writeLock(databaseName, place, schema, table),
      errors,
      find,
      close: async () => await (shared === undefined ? database.close() : undefined),
    }),
    options,
    database,
    place,
    writesAtOnce: database.writesAtOnce,
    table: sql`${name(schema)}.${name(table)}`,
    run,
  };
}

/** Begins no statement after the signal has fired, so that a transaction ends there, undone. */
function heeding({ query, copy }: Connection, signal: AbortSignal | undefined): Connection {
  const check = (): void => throwIfAborted({ signal }, `${databaseName}: a statement`);
  return {
    async query(statement) {
      check();
      return await query(statement);
    },
    async copy(statement, bytes) {
      check();
      await copy(statement, bytes);
    },
  };
}

/** Every database in memory is another one. */
function placeOf({ data = '' }: ResolvedOptions): string | object {
  return data === 'memory://' ? {} : data;
}
