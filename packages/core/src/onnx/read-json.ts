import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { isNestvecError, messageOf } from '../errors.ts';
import { parseInput } from '../parse-input.ts';
import { modelError } from './model-error.ts';

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
    throw modelError(directory, `${name} can't be read (${messageOf(error)})`, error);
  }
  try {
    return parseInput(schema, JSON.parse(text), name);
  } catch (error) {
    const problem = isNestvecError(error)
      ? error.message
      : `${name} is not JSON (${messageOf(error)})`;
    throw modelError(directory, problem, error);
  }
}
