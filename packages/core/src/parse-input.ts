import type { z } from 'zod';
import { checkNode } from './check-node.ts';
import { invalid, NestvecError } from './errors.ts';
import { closestName } from './options/closest-name.ts';
import { knownNames } from './options/known-names.ts';

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
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = [path, ...(issue?.path ?? []).map(String)].join('.');
  // A schema may have a message of its own.
  if (issue?.code === 'unrecognized_keys' && issue.message.startsWith('Unrecognized key'))
    throw unknownOption(where, issue.keys[0] ?? '', knownNames(schema, issue.path), result.error);
  const problem = issue?.code === 'invalid_key' ? issue.issues[0]?.message : issue?.message;
  throw invalid(where, problem ?? 'is not valid', result.error);
}

function unknownOption(
  where: string,
  name: string,
  known: readonly string[],
  cause: unknown,
): NestvecError<'invalid-input'> {
  const closest = closestName(name, known);
  const advice =
    closest === undefined ? `the options are ${known.join(', ')}` : `did you mean ${closest}?`;
  return new NestvecError(
    'invalid-input',
    `${where}: unknown option ${name}; ${advice}`,
    { field: `${where}.${name}` },
    { cause },
  );
}
