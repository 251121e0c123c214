import { types } from 'node:util';
import type { z } from 'zod';
import { checkNode } from './check-node.ts';
import { invalid } from './errors.ts';
import { describeValue } from './json.ts';
import { checkIsOurs } from './options/check-names.ts';
import { knownNames } from './options/known-names.ts';
import { unknownName } from './options/unknown-name.ts';

/** Found once for each schema: each row of a file comes by here. */
const namesBySchema = new WeakMap<z.core.$ZodType, readonly string[]>();

function namesOf(schema: z.core.$ZodType): readonly string[] {
  const found = namesBySchema.get(schema);
  if (found !== undefined) return found;
  const names = knownNames(schema, []);
  namesBySchema.set(schema, names);
  return names;
}

/**
 * Checks data from outside by a schema; the `invalid-input` error names the first bad place and what is wrong there. Throws
 * `unsupported` on a Node that is too old.
 */
export function parseInput<Output>(
  schema: z.ZodType<Output>,
  input: unknown,
  path: string,
): Output {
  // Here, since every door of every package comes by with its options first.
  checkNode();
  // They have no names of their own, so that a schema of options would take them for none.
  if (types.isPromise(input) || types.isMap(input))
    throw invalid(path, `must not be ${describeValue(input)}`);
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
    const known = namesOf(schema);
    if (known.length > 0) checkIsOurs(input, known, path);
  }
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = [path, ...(issue?.path ?? []).map(String)].join('.');
  // A schema may have a message of its own.
  if (issue?.code === 'unrecognized_keys' && issue.message.startsWith('Unrecognized key'))
    throw unknownName(where, issue.keys[0] ?? '', knownNames(schema, issue.path), {
      cause: result.error,
    });
  const problem = issue?.code === 'invalid_key' ? issue.issues[0]?.message : issue?.message;
  throw invalid(where, problem ?? 'is not valid', result.error);
}
