import { isNestvecError, type NestvecError } from '../errors.ts';

/** HTTP's words for what is wrong with the content of a request, not with the one who sends it. */
const contentStatuses: ReadonlySet<number> = new Set([400, 413, 422]);

/**
 * Whether a call failed for good and perhaps for one of its entries only, so that the others are worth sending without it.
 * A database that lives in the process has no statuses, and tells no reason that can be relied on.
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

/** Rejected entries in a row. */
export interface Rejections {
  /** Throws the error where so many came in a row that it can't be the entries' fault. */
  add(error: NestvecError): void;
  /** One was taken. */
  clear(): void;
}

const mostInARow = 32;

/** None yet. */
export function createRejections(): Rejections {
  let inARow = 0;
  return {
    add(error) {
      inARow++;
      if (inARow >= mostInARow) throw error;
    },
    clear() {
      inARow = 0;
    },
  };
}
