import { lstat, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { isNestvecError, messageOf } from '../errors.ts';
import { parseInput } from '../parse-input.ts';
import { modelError } from './model-error.ts';

/** Editors of Windows begin a file with it. */
const byteOrderMark = /^\uFEFF/;

/** Reads and checks a JSON file of a model directory. Throws `model` where it is missing or not what it should be. */
export async function readJson<Output>(
  directory: string,
  name: string,
  schema: z.ZodType<Output>,
): Promise<Output> {
  let text: string;
  try {
    text = await readFile(join(directory, name), 'utf8');
  } catch (error) {
    throw modelError(directory, await problemOf(join(directory, name), name, error), error);
  }
  try {
    return parseInput(schema, JSON.parse(text.replace(byteOrderMark, '')), name);
  } catch (error) {
    const problem = isNestvecError(error)
      ? error.message
      : `${name} is not JSON (${messageOf(error)})`;
    throw modelError(directory, problem, error);
  }
}

/** Why a file can't be read. */
async function problemOf(path: string, name: string, error: unknown): Promise<string> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return `${name} is a folder where a file is expected`;
  const target = found?.isSymbolicLink() === true ? await readlink(path) : undefined;
  if (target === undefined) return `${name} can't be read (${messageOf(error)})`;
  return `${name} is a link to ${target}, which can't be read (${messageOf(error)})`;
}
