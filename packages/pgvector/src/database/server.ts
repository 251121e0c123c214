import { isNestvecError } from '@nestvec/core';
import {
  createQueue,
  invalid,
  loadPeer,
  missingPeer,
  openOnce,
  untilAborted,
} from '@nestvec/core/kit';
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
    const pools = openOnce(
      async () => await openPools(options),
      async ({ close }) => await close(),
    );
    return poolDatabase(pools.open, pools.close, options.connections);
  }
  return isPool(client)
    ? poolDatabase(
        async () => await Promise.resolve({ pool: client, cancelling: client }),
        async () => {},
        client.options?.max ?? 1,
      )
    : clientDatabase(client);
}

/** Where connections come from, and the one that others are cancelled by, for which there must be room when all of them are in use. */
interface Pools {
  readonly pool: PgPool;
  readonly cancelling: PgPool;
}

interface OpenPools extends Pools {
  readonly close: () => Promise<void>;
}

/** One connection is left to searches. More than three rarely write faster, and each has its rows in memory. */
function writesAtOnce(connections: number): number {
  return Math.min(3, Math.max(1, connections - 1));
}

function poolDatabase(
  open: () => Promise<Pools>,
  close: () => Promise<void>,
  connections: number,
): Database {
  const use: Database['use'] = async (task, options) => {
    const { pool, cancelling } = await open();
    const client = await connected(pool, options?.signal);
    let isUsable = true;
    client.on('error', heard);
    const uncancelled = cancelOn(options?.signal, cancelling, client);
    try {
      return await task(connectionOf(client, options));
    } catch (error) {
      isUsable = isServerError(error) || isNestvecError(error); // ours come from what was answered, or before anything was asked
      throw error;
    } finally {
      await uncancelled();
      if (isUsable) client.off('error', heard);
      client.release(!isUsable);
    }
  };
  return {
    use,
    transaction: async (task, options) =>
      await use(async (connection) => await inTransaction(connection, task), options),
    canRetry: true,
    writesAtOnce: writesAtOnce(connections),
    close,
  };
}

/** A client of a pool; one that comes after the signal has fired goes back. */
async function connected(pool: PgPool, signal: AbortSignal | undefined): Promise<PgPoolClient> {
  const connecting = pool.connect();
  try {
    return await untilAborted(connecting, signal, 'pgvector: waiting for a connection');
  } catch (error) {
    connecting.then(
      (late) => late.release(),
      () => {},
    );
    throw error;
  }
}

/** The statement under way rejects with the same error. */
function heard(): void {}

const lines = new WeakMap<PgClient, ReturnType<typeof createQueue>>();

/** One client does one thing after the other, whichever store asks: a transaction takes several statements. */
function clientDatabase(client: PgClient): Database {
  const line = lines.get(client) ?? createQueue();
  lines.set(client, line);
  const use: Database['use'] = async (task, options) =>
    await line(async () => {
      if (isUnconnected(client))
        throw invalid('pgvector.client', 'is not connected; call connect() on it first');
      return await task(connectionOf(client, options));
    });
  return {
    use,
    transaction: async (task, options) =>
      await use(async (connection) => await inAnyTransaction(connection, task), options),
    canRetry: false,
    writesAtOnce: 1,
    close: async () => {},
  };
}

/** As `pg` notes it. Statements of such a client wait for ever. */
function isUnconnected(client: object): boolean {
  return (
    '_connected' in client &&
    client._connected === false &&
    '_connecting' in client &&
    client._connecting === false
  );
}

function connectionOf(client: PgClient, options: TaskOptions | undefined): Connection {
  return {
    async query(statement) {
      const query: PgQuery & { query_timeout?: number } = {
        text: numbered(statement),
        values: [...statement.values],
        types: asShown,
        ...(options?.unhurried === true ? { query_timeout: longestMs } : {}),
      };
      const { rows } = await client.query(query);
      return rows as Awaited<ReturnType<Connection['query']>>; // `asShown` leaves every value as text
    },
    copy: async (statement, bytes) =>
      await copyIn(client, `${numbered(statement)} FROM STDIN WITH (FORMAT binary)`, bytes),
  };
}

/** What a clock of Node takes at most, 24 days; 0 would be the usual time to `pg`. */
const longestMs = 2 ** 31 - 1;

const asShown: PgQuery['types'] = { getTypeParser: () => (value) => value };

/**
 * Cancels on the server what a client is doing when the signal fires, by another connection. What it gives ends that: it waits for a
 * cancellation that was sent, which would hit the next one who gets the client, and for no connection, since all of them may be
 * waiting in the same way.
 */
function cancelOn(
  signal: AbortSignal | undefined,
  pool: PgPool,
  client: PgPoolClient,
): () => Promise<void> {
  if (signal === undefined) return async () => {};
  let isOver = false;
  let sent: Promise<unknown> | undefined;
  const pid = 'processID' in client ? Number(client.processID) : Number.NaN;
  const cancelled = async (): Promise<void> => {
    const other = await pool.connect();
    try {
      if (isOver) return;
      sent = connectionOf(other, undefined).query(sql`SELECT pg_cancel_backend(${pid}::int4)`);
      await sent;
    } finally {
      other.release();
    }
  };
  const cancel = (): void => {
    if (Number.isInteger(pid)) cancelled().catch(() => {}); // the statement then runs to its end
  };
  signal.addEventListener('abort', cancel, { once: true });
  return async () => {
    isOver = true;
    signal.removeEventListener('abort', cancel);
    await sent?.catch(() => {});
  };
}

async function openPools({
  url,
  password,
  connections,
  timeoutMs,
}: ResolvedOptions): Promise<OpenPools> {
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
  const settings = {
    connectionString: url,
    ...(password === undefined ? {} : { password }),
    application_name: 'nestvec',
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs + 1000, // of a server that does not answer at all
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
    allowExitOnIdle: true,
  };
  const [pool, cancelling] = [connections, 1].map(
    (max) => new pg.default.Pool({ ...settings, max }),
  );
  if (pool === undefined || cancelling === undefined) throw new TypeError('there are two'); // one for each number
  // An idle connection that broke is replaced when one is needed.
  for (const one of [pool, cancelling]) one.on('error', () => {});
  return {
    pool,
    cancelling,
    async close() {
      await Promise.all([pool.end(), cancelling.end()]);
    },
  };
}
