import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ItemFailure } from '@nestvec/core';
import { messageOf } from '@nestvec/core/kit';
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
  attempt(() => rmSync(path, { force: true }));
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
