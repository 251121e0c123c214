import { messageOf } from '@nestvec/core/kit';
import { type Failure, storeErrors, type StoreErrors } from '@nestvec/core/store';

/** The name of the database in messages. */
export const databaseName = 'lancedb';

/** LanceDB's errors as ours. */
export const errors: StoreErrors = storeErrors({
  database: databaseName,
  title: 'LanceDB',
  readFailure,
  isMissing: ({ reason }) => missingTable.test(reason),
  advice: (failure) => {
    const { raw = failure.reason } = failure as Partial<LanceFailure>; // that readFailure made, most often
    return advices.find(([pattern]) => pattern.test(raw))?.[1];
  },
});

/** A failure with the whole message, in which its causes stand. */
interface LanceFailure extends Failure {
  readonly raw: string;
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
 * Reads an error of LanceDB, which is a plain `Error` with a long message. Only commit conflicts and time-outs are worth another
 * try: LanceDB has used up its own tries by then, but another writer may be done.
 */
function readFailure(error: unknown): LanceFailure {
  const raw = messageOf(error);
  return {
    status: undefined,
    retryAfterMs: undefined,
    retryable: /conflict|too many concurrent|timed? ?out/i.test(raw),
    reason: shorten(raw),
    code: undefined,
    raw,
  };
}

const missingTable = /^Table '.*' was not found/;

/** Whether LanceDB says that a table does not exist. */
export function isMissingTable(error: unknown): boolean {
  return missingTable.test(messageOf(error));
}

const wrappings =
  /^(Unable to walk dir: |IO error for operation on [^:]+: |Failed to [^:]*(execute|next|get)[^:]*: |GenericFailure, |lance error: |LanceError\(\w+\): |Generic [\w/]+ error: |(Wrapped|Cloned) error: )+/;

/** Without the layers an error went through, where in LanceDB's source it arose, and its causes, which say the same again. */
function shorten(message: string): string {
  const [first = ''] = message.split(/\n|,? \/[^ ]*\.rs:\d+:\d+| {2}Caused by: /, 1);
  return first.replace(wrappings, '').trim();
}
