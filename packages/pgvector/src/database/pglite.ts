import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { NestvecError } from '@nestvec/core';
import {
  createQueue,
  noThread,
  openOnce,
  type OpenedOnce,
  startThread,
  type Thread,
  threadFile,
  warn,
  withLock,
} from '@nestvec/core/kit';
import { realFolder } from '@nestvec/core/store';
import { databaseName } from '../errors.ts';
import { numbered } from '../sql.ts';
import type { Connection, Database } from './database.ts';
import { inTransaction } from './in-transaction.ts';
import {
  answerer,
  type PgliteAnswer,
  type PgliteData,
  type PgliteQuestion,
} from './pglite-answer.ts';

/** PostgreSQL in a thread of this process, which has one connection: every task waits for the one before it. */
interface Embedded {
  readonly connection: Connection;
  readonly line: ReturnType<typeof createQueue>;
  readonly close: () => Promise<void>;
}

/** Those that are open by folder, with how many use each. */
const shared = new Map<string, { readonly opened: OpenedOnce<Embedded>; users: number }>();

/** The folder that PGlite has within a folder; `undefined` in memory. */
export function pgliteFolder(data: string): string | undefined {
  return data === 'memory://' ? undefined : join(realFolder(resolve(data)), 'pglite');
}

/** Keeps what new databases are copied from; see `readTemplate`. */
const usualTemplates = join(homedir(), '.cache', 'nestvec');

/** PGlite on a folder, which all stores of this process share, or in memory, where each store has its own. */
export function embeddedDatabase(data: string, templates: string = usualTemplates): Database {
  const place = pgliteFolder(data);
  const database = openOnce(
    async () => await take(place, templates),
    async ({ leave }) => await leave(),
  );
  const use: Database['use'] = async (task) => {
    const { line, connection } = (await database.open()).embedded;
    return await line(async () => await task(connection));
  };
  return {
    use,
    transaction: async (task) =>
      await use(async (connection) => await inTransaction(connection, task)),
    canRetry: true,
    writesAtOnce: 1,
    close: database.close,
  };
}

async function take(
  place: string | undefined,
  templates: string,
): Promise<{ readonly embedded: Embedded; readonly leave: () => Promise<void> }> {
  if (place === undefined) {
    const embedded = await start({ data: 'memory://', templates });
    return { embedded, leave: embedded.close };
  }
  const one = shared.get(place) ?? {
    opened: openOnce(
      async () => await startLocked(place, templates),
      async ({ close }) => await close(),
    ),
    users: 0,
  };
  shared.set(place, one);
  const embedded = await one.opened.open();
  one.users++;
  return {
    embedded,
    async leave() {
      if (--one.users > 0) return;
      shared.delete(place);
      await one.opened.close();
    },
  };
}

/** Starts it on a folder that no other process has: two would ruin it. */
async function startLocked(folder: string, templates: string): Promise<Embedded> {
  const started = Promise.withResolvers<Embedded>();
  const ended = Promise.withResolvers<void>();
  const path = `${folder}.lock`;
  const isTaken = async (): Promise<void> => {
    throw await Promise.resolve(
      new NestvecError(
        'store',
        `${databaseName}: ${folder} is in use by another process, and PGlite serves one at a time; close the other one, or use a server. If no other process runs, remove ${path}`,
        {
          database: databaseName,
          collection: '',
          operation: 'open',
          unconfirmedIds: [],
          retryable: false,
        },
      ),
    );
  };
  const held = withLock(path, { onWait: isTaken }, async () => {
    started.resolve(await start({ data: folder, templates }));
    await ended.promise;
  });
  held.catch((error: unknown) => started.reject(error));
  const embedded = await started.promise;
  return {
    ...embedded,
    async close() {
      await embedded.close();
      ended.resolve();
      await held;
    },
  };
}

type PgliteThread = Thread<PgliteQuestion, PgliteAnswer>;

/** A thread of its own, or this one with a warning where none can be started, as in a bundle that left its file out. */
export async function startPgliteThread(
  data: PgliteData,
  file: URL | undefined = threadFile('pglite-thread', import.meta.url),
): Promise<PgliteThread> {
  try {
    return await startThread(file, data);
  } catch (error) {
    warn(noThread('PGlite runs', '@nestvec/pgvector', error));
    const answer = answerer(data);
    return { ask: async (question) => await answer(question), end: async () => {} };
  }
}

async function start(data: PgliteData): Promise<Embedded> {
  const thread = await startPgliteThread(data);
  const line = createQueue();
  return {
    line,
    connection: {
      query: async (statement) =>
        await thread.ask({ text: numbered(statement), values: statement.values }, []),
      async copy(statement, bytes) {
        const text = `${numbered(statement)} FROM '/dev/blob' WITH (FORMAT binary)`;
        await thread.ask({ text, values: [], bytes }, []);
      },
    },
    async close() {
      await line(async () => {
        await thread.ask('close', []).catch(() => {}); // it has ended
        await thread.end();
      });
    },
  };
}
