import { join, resolve } from 'node:path';
import { z } from 'zod';
import { once } from '../async/once.ts';
import { NestvecError } from '../errors.ts';
import type { Journal, JournalRun, RunFacts } from '../ingest/journal.ts';
import { parseInput } from '../parse-input.ts';
import { writeLetters } from './dead-letter-file.ts';
import { openDeadLetters } from './dead-letters.ts';
import { openEmbeddings } from './embeddings.ts';
import { openItems } from './items.ts';
import { journalError, toJournalError } from './journal-error.ts';
import { type Ground, openFile, usualGround } from './open-file.ts';
import { openRun, type RunParts } from './run.ts';
import { ingestFormat } from './schema.ts';
import { type SqlDatabase, textOf } from './sql.ts';
import { createTransactions } from './transactions.ts';

/** What `openJournal` takes. */
export interface JournalOptions {
  /** Folder of the journal, made where it does not exist; one for each collection, on a disk of this machine. */
  readonly directory: string;
  /**
   * Size that its file is kept below by taking the oldest embeddings away, in bytes; those of unfinished items stay. Default
   * 1 GiB, about 230,000 embeddings of 1024 dimensions. What is kept of an item itself, about 300 bytes, counts and stays.
   */
  readonly maxBytes?: number | undefined;
}

const optionsSchema = z.strictObject({
  directory: z.string().min(1),
  maxBytes: z
    .int()
    .positive()
    .default(2 ** 30),
});

/**
 * Opens or makes a journal, for an ingest that survives being killed: nothing that an embedder gave and that was synced is
 * asked for again. Rejects with `journal` while another process has it open; that of a process that died is free at once.
 *
 * ```ts
 * const journal = await openJournal({ directory: './photos.journal' });
 * await index.ingest(items, { journal });
 * await journal.close();
 * ```
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  return await openJournalOn(usualGround, options);
}

/** `openJournal` on a ground of one's own. */
export async function openJournalOn(ground: Ground, options: JournalOptions): Promise<Journal> {
  const { maxBytes, directory: given } = parseInput(optionsSchema, options, 'options');
  const directory = resolve(given);
  const database = await openFile(ground, directory, ingestFormat);
  const transactions = createTransactions(database, directory);
  const deadLetters = openDeadLetters(database);
  const parts: RunParts = {
    database,
    transactions,
    embeddings: openEmbeddings(database),
    items: openItems(database),
    deadLetters,
    maxBytes,
    onEnd: () => {
      running?.resolve();
      running = undefined;
    },
  };
  let running: PromiseWithResolvers<void> | undefined;
  let isClosed = false;
  const close = once(async () => {
    await running?.promise;
    try {
      database.exec('PRAGMA incremental_vacuum');
    } finally {
      database.close();
    }
  });
  const checkOpen = (): void => {
    if (isClosed)
      throw new NestvecError(
        'closed',
        `journal ${directory} was used after close(); open it again`,
        {
          what: directory,
        },
      );
  };
  return {
    directory,
    async begin(facts): Promise<JournalRun> {
      checkOpen();
      if (running !== undefined)
        throw journalError(directory, 'locked', 'an ingest of this process is under way');
      checkCollection(database, facts, directory);
      const run = openRun(facts, parts);
      running = Promise.withResolvers<void>();
      return run;
    },
    async resumePoint({ source = '', tenant = '' } = {}) {
      checkOpen();
      const row = database
        .prepare('SELECT point, point_id FROM sources WHERE tenant = ? AND name = ?')
        .get(tenant, source);
      const index = row?.['point'];
      if (row === undefined || typeof index !== 'number') return undefined;
      return { index, id: textOf(row, 'point_id') ?? '' };
    },
    async writeDeadLetters(path = join(directory, 'dead.jsonl')) {
      checkOpen();
      try {
        return await writeLetters(deadLetters, path);
      } catch (error) {
        throw toJournalError(error, directory, `writing ${path}`);
      }
    },
    async close() {
      isClosed = true;
      await close();
    },
  };
}

function checkCollection(database: SqlDatabase, facts: RunFacts, directory: string): void {
  const row = database.prepare('SELECT * FROM collections').get();
  if (row === undefined) return;
  const [owner, name] = [textOf(row, 'database'), textOf(row, 'name')];
  if (owner === facts.database && name === facts.collection) return;
  const what = `is of ${owner} ${name}, not of ${facts.database} ${facts.collection}`;
  throw journalError(directory, 'another-collection', what);
}
