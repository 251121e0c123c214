import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import {
  createTransactions,
  journalError,
  openFile,
  type SqlDatabase,
  toJournalError,
  usualGround,
} from '@nestvec/core/kit';
import { openDead, type DeadList } from './dead.ts';
import { openFacts, type Facts } from './facts.ts';
import { listFormat } from './format.ts';
import { openJobs, type JobList } from './jobs.ts';
import { openSeen, type SeenList } from './seen.ts';

/** A producer's own list of what it added, on its disk: Redis may forget acknowledged jobs. */
export interface RunList {
  readonly directory: string;
  readonly facts: Facts;
  readonly jobs: JobList;
  readonly seen: SeenList;
  readonly dead: DeadList;
  /** Does writes, all or none; they are on the disk when it returns. */
  synced<Result>(operation: string, write: () => Result): Result;
  close(): void;
}

/** Whose list it is; another collection needs another one. */
export interface ListOwner {
  readonly database: string;
  readonly collection: string;
  readonly tenant: string | undefined;
}

/** Opens or makes a list, for this process alone. Rejects with `journal`, also while another producer has it open. */
export async function openList(given: string, owner: ListOwner): Promise<RunList> {
  const directory = resolve(given);
  const database = await openFile(usualGround, directory, listFormat);
  try {
    const transactions = createTransactions(database, directory);
    const facts = openFacts(database);
    claim(facts, owner, directory);
    return {
      directory,
      facts,
      jobs: openJobs(database),
      seen: openSeen(database, hashOf),
      dead: openDead(database),
      synced: transactions.synced,
      close: () => closeFile(database, directory),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function closeFile(database: SqlDatabase, directory: string): void {
  try {
    database.close();
  } catch (error) {
    throw toJournalError(error, directory, 'closing it');
  }
}

function claim(facts: Facts, { database, collection, tenant = '' }: ListOwner, at: string): void {
  const own = JSON.stringify([database, collection, tenant]);
  const found = facts.read('owner');
  if (found === undefined) facts.write('owner', own);
  else if (found !== own)
    throw journalError(
      at,
      'another-collection',
      `is the list of ${found}, not of ${own} (database, collection, tenant)`,
    );
}

/** Sixteen bytes of a SHA-256: two of fifty million ids share one with a probability of 10⁻²³. */
function hashOf(text: string): Uint8Array {
  return createHash('sha256').update(text).digest().subarray(0, 16);
}
