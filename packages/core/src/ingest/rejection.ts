import { isNestvecError, type NestvecError } from '../errors.ts';

/** HTTP's words for what is wrong with the content of a request, not with the one who sends it. */
const contentStatuses: ReadonlySet<number> = new Set([400, 413, 422]);

/**
 * Whether a call failed for good and perhaps for one of its entries only, so that the others are worth sending without it.
 * A database that lives in the process has no statuses, and gives no reliable reason.
 */
export function isRejection(error: unknown): error is NestvecError {
  if (isNestvecError(error, 'invalid-input')) return true;
  if (isNestvecError(error, 'store')) {
    const { retryable, status } = error.details;
    return !retryable && (status === undefined || contentStatuses.has(status));
  }
  if (!isNestvecError(error, 'embedder')) return false;
  const { retryable, status } = error.details;
  return !retryable && status !== undefined && contentStatuses.has(status);
}

/** Entries that were rejected one after the other; whether it is their own fault shows when another one is taken. */
export interface Rejections<Entry> {
  /** Throws the error where so many came in a row that it can't be the entries' fault. */
  add(entry: Entry, error: NestvecError): void;
  /** Called when an entry is accepted, or at the end: gives the entries refused before it, each with its error. */
  release(): readonly Rejected<Entry>[];
}

/** An entry that is at fault itself. */
export interface Rejected<Entry> {
  readonly entry: Entry;
  readonly error: NestvecError;
}

const mostInARow = 32;

/** None yet. */
export function createRejections<Entry>(): Rejections<Entry> {
  let suspects: Rejected<Entry>[] = [];
  return {
    add(entry, error) {
      suspects.push({ entry, error });
      if (suspects.length >= mostInARow) throw error;
    },
    release() {
      const released = suspects;
      suspects = [];
      return released;
    },
  };
}
