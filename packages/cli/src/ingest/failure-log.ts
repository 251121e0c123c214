import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { ItemFailure } from '@nestvec/core';
import { invalid, isPlainObject, messageOf } from '@nestvec/core/kit';
import { shownMessage } from '../message.ts';

/** All that failed in one run, as lines of a file, however many they are. */
export interface FailureLog {
  readonly add: (failure: ItemFailure) => void;
  /** Closes the file and gives its path; `undefined` where nothing failed, or nothing is written. */
  readonly close: () => string | undefined;
}

/** A failure as programs read it. */
export function failureDocument({ id, index, stage, error }: ItemFailure): object {
  return { id, index, stage, code: error.code, message: shownMessage(error) };
}

/**
 * Refuses a file that holds something else than failures, such as the source itself, since a run begins with removing what an
 * earlier one has left there. Throws `invalid-input`.
 */
export function checkFailuresFile(path: string, shown: string): void {
  const begin = beginningOf(path);
  if (begin === undefined || begin === '' || isFailure(begin)) return;
  throw invalid(
    '--failures',
    `${shown} is there and does not hold the failures of an earlier run; name another file, since this one would be overwritten`,
  );
}

/** More than the line of a failure has, whose message is short. */
const mostOfLine = 65_536;

/** The beginning of a file; `undefined` where it can't be read, which the log itself reports. */
function beginningOf(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return undefined;
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(mostOfLine);
      return bytes.toString('utf8', 0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Whether a text begins with a line of `failureDocument`; a dead letter has no index. */
function isFailure(text: string): boolean {
  try {
    const line: unknown = JSON.parse(text.split('\n', 1)[0] ?? '');
    return isPlainObject(line) && 'index' in line && 'stage' in line && 'code' in line;
  } catch {
    return false;
  }
}

/** Removes the file of an earlier run. A link, and what is not a file, such as `/dev/null`, is not ours to remove. */
function removeOld(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === true) rmSync(path);
  else if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) truncateSync(path);
}

/**
 * A log of a run that begins now. The file is made by the first failure; that of an earlier run is removed, so that what is there
 * is always of the last one. Where it can't be written, `onProblem` hears of it once and the run goes on. Without a path nothing is.
 */
export function createFailureLog(
  path: string | undefined,
  onProblem: (problem: string) => void,
): FailureLog {
  if (path === undefined) return { add: () => {}, close: () => undefined };
  let file: number | undefined;
  let hasProblem = false;
  const attempt = (work: () => void): void => {
    if (hasProblem) return;
    try {
      work();
    } catch (error) {
      hasProblem = true;
      onProblem(`failures can't be written to ${path} (${messageOf(error)}); they are only shown`);
    }
  };
  attempt(() => removeOld(path));
  return {
    add(failure) {
      attempt(() => {
        if (file === undefined) {
          mkdirSync(dirname(path), { recursive: true });
          file = openSync(path, 'w');
        }
        writeSync(file, `${JSON.stringify(failureDocument(failure))}\n`);
      });
    },
    close() {
      if (file === undefined) return undefined;
      closeSync(file);
      return hasProblem ? undefined : path;
    },
  };
}
