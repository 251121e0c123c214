import { toJournalError } from './journal-error.ts';
import type { SqlDatabase } from './sql.ts';

/** Runs writes, each whole or not at all. */
export interface Transactions {
  /** On the disk when it returns. */
  readonly synced: <Result>(operation: string, write: () => Result) => Result;
  /** On the disk with the next synced one, or a little later: for what a lost piece of only costs doing again what can be repeated. */
  readonly relaxed: <Result>(operation: string, write: () => Result) => Result;
  /** Runs a read, for its errors to be ours. */
  readonly read: <Result>(operation: string, read: () => Result) => Result;
}

/** Transactions of one open journal. What fails within one is thrown as the journal's error, and the transaction is rolled back. */
export function createTransactions(database: SqlDatabase, directory: string): Transactions {
  let isFull = true;
  const guarded = <Result>(operation: string, work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw toJournalError(error, directory, operation);
    }
  };
  const transaction = <Result>(operation: string, full: boolean, write: () => Result): Result =>
    guarded(operation, () => {
      if (full !== isFull) database.exec(`PRAGMA synchronous = ${full ? 'FULL' : 'NORMAL'}`);
      isFull = full;
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = write();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        rollBack(database);
        throw error;
      }
    });
  return {
    synced: (operation, write) => transaction(operation, true, write),
    relaxed: (operation, write) => transaction(operation, false, write),
    read: guarded,
  };
}

/** A full disk may have rolled it back already; then there is nothing to do. */
function rollBack(database: SqlDatabase): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // Report the error that led here.
  }
}
