import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeValue, invalid, isPlainObject, messageOf } from '@nestvec/core/kit';
import type { Io } from './io.ts';

/** The JSON object in a file that a flag names. Throws `invalid-input`. */
export function readObject(
  flag: string,
  path: string,
  { cwd }: Pick<Io, 'cwd'>,
): Record<string, unknown> {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(resolve(cwd, path), 'utf8'));
  } catch (error) {
    throw invalid(flag, `${path} can't be read as JSON (${messageOf(error)})`, error);
  }
  if (isPlainObject(given)) return given;
  throw invalid(flag, `${path} must hold an object, got ${describeValue(given)}`);
}
