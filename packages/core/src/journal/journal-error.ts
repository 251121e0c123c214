import { isNestvecError, type JournalProblem, messageOf, NestvecError } from '../errors.ts';

/** SQLite's result codes, as far as people can do something about them. */
const problems: Readonly<Record<number, JournalProblem>> = {
  5: 'locked', // SQLITE_BUSY
  6: 'locked', // SQLITE_LOCKED
  8: 'disk', // SQLITE_READONLY
  10: 'disk', // SQLITE_IOERR
  11: 'damaged', // SQLITE_CORRUPT
  13: 'disk-full', // SQLITE_FULL
  14: 'disk', // SQLITE_CANTOPEN
  26: 'damaged', // SQLITE_NOTADB
};

const advices: Readonly<Record<JournalProblem, string>> = {
  locked: 'another run is using it; wait for it to end or give this one a journal of its own',
  'another-collection': 'give each collection a journal of its own',
  'disk-full':
    'the disk is full; free some space and run the same again: what is confirmed stays, and no embedding that was synced is paid again',
  disk: 'choose a folder that can be written',
  damaged: 'its file is damaged; remove the folder and begin anew, which an ingest pays for again',
  version: 'another version of nestvec wrote it; use that, or another folder',
  node: 'use Node 22.13 or newer',
};

/** An error of SQLite or of the file system as one of ours; errors of ours, and mistakes in the code, pass through. */
export function toJournalError(error: unknown, directory: string, operation: string): unknown {
  if (isNestvecError(error)) return error;
  const reason = problemOf(error);
  if (reason === undefined) return error;
  return journalError(directory, reason, `${operation} failed (${messageOf(error)})`, error);
}

/** A `journal` error that says what to do. */
export function journalError(
  directory: string,
  reason: JournalProblem,
  what: string,
  cause?: unknown,
): NestvecError<'journal'> {
  const message = `journal ${directory}: ${what}; ${advices[reason]}`;
  return new NestvecError('journal', message, { directory, reason }, { cause });
}

function problemOf(error: unknown): JournalProblem | undefined {
  if (!(error instanceof Error)) return undefined;
  // Extended result codes keep the plain one in their low byte.
  if ('errcode' in error && typeof error.errcode === 'number') {
    return problems[error.errcode & 0xff];
  }
  if (!('code' in error) || !('syscall' in error)) return undefined;
  return error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'disk-full' : 'disk';
}
