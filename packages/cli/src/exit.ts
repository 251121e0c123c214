import { inspect } from 'node:util';
import { isNestvecError } from '@nestvec/core';
import type { Io } from './io.ts';
import { keyAdvice } from './key-hint.ts';
import { shownMessage } from './message.ts';
import { createOutput } from './output.ts';
import { styles } from './text.ts';

/** What the process ends with; `nestvec --help` explains them. */
export const exitCodes = { ok: 0, error: 1, partial: 2, interrupted: 130 } as const;

/** One of `exitCodes`. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Says what went wrong: a sentence on stderr, for programs also as the document on stdout. Gives the exit code. */
export function reportError(error: unknown, io: Io, json: boolean): ExitCode {
  const { red, dim } = styles(io.stderr);
  const isOurs = isNestvecError(error);
  const message = shownMessage(error);
  createOutput(io, json).document({
    error: isOurs
      ? { code: error.code, message, details: error.details }
      : { code: 'unexpected', message },
  });
  if (io.signal.aborted && isAbort(error)) {
    io.stderr.write('stopped\n');
    return exitCodes.interrupted;
  }
  io.stderr.write(`${red('error:')} ${message}\n`);
  const hint = hintFor(error);
  if (hint !== undefined) io.stderr.write(`${dim(hint)}\n`);
  if (io.env['NESTVEC_DEBUG']) {
    const debug = inspect(error, { depth: 5 });
    io.stderr.write(`${json ? JSON.stringify({ debug }) : debug}\n`);
  }
  return exitCodes.error;
}

function isAbort(error: unknown): boolean {
  return (
    isNestvecError(error, 'aborted') || (error instanceof Error && error.name === 'AbortError')
  );
}

/** What core advises in the words of the library, in those of the command line. */
function hintFor(error: unknown): string | undefined {
  if (isNestvecError(error, 'identity') && error.details.verdict === 'near') {
    return `here: --accept-near ${error.details.fields.join(',')}`;
  }
  if (isNestvecError(error, 'plan') && error.details.reason === 'refused') {
    return 'here: leave out --model and --weights, or use another collection';
  }
  if (isNestvecError(error, 'journal') && error.details.reason === 'node') {
    return 'here: install Node 22.13 or newer, or add --no-journal to ingest without a journal';
  }
  const advice = keyAdvice(error);
  if (advice !== undefined) return `here: ${advice}`;
  return isNestvecError(error) ? undefined : 'set NESTVEC_DEBUG=1 to see where this came from';
}
