import { createQueue, loadPeer, missingPeer, openOnce } from '@nestvec/core/kit';
import { isServerError } from '../errors.ts';
import type { ResolvedOptions } from '../options.ts';
import { numbered, sql } from '../sql.ts';
import { isPool, type PgClient, type PgPool, type PgPoolClient, type PgQuery } from './client.ts';
import { copyIn } from './copy-in.ts';
import type { Connection, Database, TaskOptions } from './database.ts';
import { inAnyTransaction, inTransaction } from './in-transaction.ts';

/** A server by its URL, or by the user's own pool or client. */
export function serverDatabase(options: ResolvedOptions): Database {
  const { client } = options;
  if (client === undefined) {
    const pool = openOnce(
      async () => await openPool(options),
      async (opened) => await opened.end(),
    );
    return poolDatabase(pool.open, pool.close);
  }
  return isPool(client)
    ? poolDatabase(
        async () => await Promise.resolve(client),
        async () => {},
      )
    : clientDatabase(client);
}

function poolDatabase(open: () => Promise<PgPool>, close: () => Promise<void>): Database {
  const use: Database['use'] = async (task, options) => {
    const pool = await open();
    const client = await pool.connect();
    let isUsable = true;
    client.on('error', heard);
    const cancelling = cancelOn(options?.signal, pool, client);
    try {
      return await task(connectionOf(client, options));
    } catch (error) {
      isUsable = isServerError(error);
      throw error;
    } finally {
      // A cancellation that came late would hit the next one who gets the connection.
      await cancelling();
      if (isUsable) client.off('error', heard);
      client.release(!isUsable);
    }
  };
  return {
    use,
    transaction: async (task, options) =>
      await use(async (connection) => await inTransaction(connection, task), options),
    canRetry: true,
    close,
  };
}

/** The statement under way rejects with the same error. */
function heard(): void {}

const lines = new WeakMap<PgClient, ReturnType<typeof createQueue>>();

/** One client does one thing after the other, whichever store asks: a transaction takes several statements. */
function clientDatabase(client: PgClient): Database {
  const line = lines.get(client) ?? createQueue();
  lines.set(client, line);
  const use: Database['use'] = async (task, options) =>
    await line(async () => await task(connectionOf(client, options)));
  return {
    use,
    transaction: async (task, options) =>
      await use(async (connection) => await inAnyTransaction(connection, task), options),
    canRetry: false,
    close: async () => {},
  };
}

function connectionOf(client: PgClient, options: TaskOptions | undefined): Connection {
  return {
    async query(statement) {
      const query: PgQuery & { query_timeout?: number } = {
        text: numbered(statement),
        values: [...statement.values],
        types: asShown,
        ...(options?.unhurried === true ? { query_timeout: 0 } : {}),
      };
      const { rows } = await client.query(query);
      return rows as Awaited<ReturnType<Connection['query']>>; // `asShown` leaves every value as text
    },
    copy: async (statement, bytes) =>
      await copyIn(client, `${numbered(statement)} FROM STDIN WITH (FORMAT binary)`, bytes),
  };
}

const asShown: PgQuery['types'] = { getTypeParser: () => (value) => value };

/** Cancels on the server what a client is doing when the signal fires. What it gives waits for that. */
function cancelOn(
  signal: AbortSignal | undefined,
  pool: PgPool,
  client: PgPoolClient,
): () => Promise<void> {
  if (signal === undefined) return async () => {};
  let cancelling: Promise<void> | undefined;
  const cancel = (): void => {
    cancelling ??= cancelBackend(pool, client).catch(() => {}); // the statement then runs to its end
  };
  signal.addEventListener('abort', cancel, { once: true });
  return async () => {
    signal.removeEventListener('abort', cancel);
    await cancelling;
  };
}

async function cancelBackend(pool: PgPool, client: PgPoolClient): Promise<void> {
  const pid = 'processID' in client ? Number(client.processID) : Number.NaN;
  if (!Number.isInteger(pid)) return;
  const other = await pool.connect();
  try {
    await connectionOf(other, undefined).query(sql`SELECT pg_cancel_backend(${pid}::int4)`);
  } finally {
    other.release();
  }
}

/** One more than work is done by, so that there is always one to cancel by. */
async function openPool({
  url,
  password,
  connections,
  timeoutMs,
}: ResolvedOptions): Promise<PgPool & { end(): Promise<void> }> {
  const pg = await loadPeer(
    'pg',
    async () => {
      try {
        return await import('pg');
      } catch (error) {
        throw missingPeer('pg', error);
      }
    },
    { needs: '^8.11.0', from: import.meta.url },
  );
  const pool = new pg.default.Pool({
    connectionString: url,
    ...(password === undefined ? {} : { password }),
    max: connections + 1,
    application_name: 'nestvec',
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs + 1000, // of a server that does not answer at all
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
    allowExitOnIdle: true,
  });
  pool.on('error', () => {}); // an idle connection that broke is replaced when one is needed
  return pool;
}
