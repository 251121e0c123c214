import { isNestvecError, messageOf, NestvecError } from '@nestvec/core';

/** The name of the database in messages. */
export const databaseName = 'lancedb';

/** What was attempted. */
export interface Attempt {
  readonly collection: string;
  readonly operation: string;
  /** Ids whose write is not confirmed if it failed. */
  readonly ids?: readonly string[] | undefined;
}

/**
 * An error of LanceDB, which is a plain `Error` with a long message, as one of ours. Errors of ours pass through.
 * Only commit conflicts are worth another try: LanceDB has used up its own tries by then, but another writer may be done.
 */
export function toStoreError(
  error: unknown,
  { collection, operation, ids = [] }: Attempt,
): NestvecError {
  if (isNestvecError(error)) return error;
  const message = firstLine(messageOf(error));
  const what =
    ids.length > 0
      ? `${operation} of ${ids.length} records into "${collection}"`
      : `${operation} on "${collection}"`;
  return new NestvecError(
    'store',
    `${databaseName}: ${what} failed: ${message}${advice(message)}`,
    {
      database: databaseName,
      collection,
      operation,
      unconfirmedIds: [...ids],
      retryable: /conflict|too many concurrent|timed? ?out/i.test(message),
    },
    { cause: error },
  );
}

/** Whether LanceDB says that a table or the folder around it does not exist. */
export function isMissingTable(error: unknown): boolean {
  return /was not found|not found|does not exist|No such file/i.test(messageOf(error));
}

/** Throws `not-found` with what to do. */
export function missingCollection(
  collection: string,
  operation: string,
): NestvecError<'not-found'> {
  return new NestvecError(
    'not-found',
    `${databaseName}: ${operation} on "${collection}", which does not exist; create it with plan and apply, or ingest into it`,
    { what: 'collection', name: collection },
  );
}

function advice(message: string): string {
  if (/permission denied|read-only file system|EACCES|EROFS/i.test(message))
    return '; choose a folder that can be written';
  if (/no space left|ENOSPC/i.test(message)) return '; free some space, then run it again';
  if (/not a directory|ENOTDIR|File exists/i.test(message)) return '; choose a folder, not a file';
  return '';
}

/** LanceDB appends where in its source an error arose. */
function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').replace(/,? ?\/[^ ]*\.rs:\d+:\d+.*$/, '').trim();
}
