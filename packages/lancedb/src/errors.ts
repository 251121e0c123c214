import { isNestvecError, NestvecError } from '@nestvec/core';
import { messageOf } from '@nestvec/core/store';

/** The name of the database in messages. */
export const databaseName = 'lancedb';

/** What was attempted. */
export interface Attempt {
  readonly collection: string;
  readonly operation: string;
  /** Ids whose write is not confirmed if it failed. */
  readonly ids?: readonly string[] | undefined;
}

/** What a user can do about a failure, by what LanceDB's message holds. */
const advices: readonly (readonly [RegExp, string])[] = [
  [
    /permission denied|read-only file system|EACCES|EROFS/i,
    'choose a folder that you may read and write',
  ],
  [/no space left|ENOSPC/i, 'free some space, then run it again'],
  [/not a directory|ENOTDIR|File exists/i, 'choose a folder, not a file'],
  [/conflict/i, 'another process is writing to it; run it again when that is done'],
  [
    /\.lance\/data\/.*not found|not found.*\.lance\/data\/|sufficient data|invalid (magic|file)|corrupt/i,
    'its files are damaged; restore the folder from a copy, or drop the collection and ingest again',
  ],
];

/**
 * An error of LanceDB, which is a plain `Error` with a long message, as one of ours. Errors of ours pass through.
 * Only commit conflicts are worth another try: LanceDB has used up its own tries by then, but another writer may be done.
 */
export function toStoreError(
  error: unknown,
  { collection, operation, ids = [] }: Attempt,
): NestvecError {
  if (isNestvecError(error)) return error;
  const raw = messageOf(error);
  const what =
    ids.length > 0
      ? `${operation} of ${ids.length} records ${operation === 'remove' ? 'from' : 'into'} "${collection}"`
      : `${operation}${collection === '' ? '' : ` on "${collection}"`}`;
  const advice = advices.find(([pattern]) => pattern.test(raw))?.[1];
  return new NestvecError(
    'store',
    `${databaseName}: ${what} failed: ${shorten(raw)}${advice === undefined ? '' : `; ${advice}`}`,
    {
      database: databaseName,
      collection,
      operation,
      unconfirmedIds: [...ids],
      retryable: /conflict|too many concurrent|timed? ?out/i.test(raw),
    },
    { cause: error },
  );
}

/** Whether LanceDB says that a table does not exist. */
export function isMissingTable(error: unknown): boolean {
  return /^Table '.*' was not found/.test(messageOf(error));
}

/** The error of a call on a collection that has to be created first. */
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

/** The error of a call on a table without our memory: its columns mean what someone else decided. */
export function foreignTable(collection: string, operation: string): NestvecError<'identity'> {
  return new NestvecError(
    'identity',
    `${databaseName}: ${operation} on "${collection}", a table that nestvec did not make and that does not say which embedder filled it; use another name`,
    { verdict: 'unknown', fields: [] },
  );
}

const wrappings =
  /^(Unable to walk dir: |IO error for operation on [^:]+: |Failed to [^:]*(execute|next|get)[^:]*: |GenericFailure, |lance error: |LanceError\(\w+\): |Generic [\w/]+ error: |(Wrapped|Cloned) error: )+/;

/** Without the layers an error went through, where in LanceDB's source it arose, and its causes, which say the same again. */
function shorten(message: string): string {
  const [first = ''] = message.split(/\n|,? \/[^ ]*\.rs:\d+:\d+| {2}Caused by: /, 1);
  return first.replace(wrappings, '').trim();
}
