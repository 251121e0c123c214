import type { z } from 'zod';
import { invalid } from './errors.ts';

/** Checks data from outside by a schema; the `invalid-input` error names the first bad place and what is wrong there. */
export function parseInput<Output>(
  schema: z.ZodType<Output>,
  input: unknown,
  path: string,
): Output {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = [path, ...(issue?.path ?? []).map(String)].join('.');
  throw invalid(where, issue?.message ?? 'is not valid', result.error);
}
