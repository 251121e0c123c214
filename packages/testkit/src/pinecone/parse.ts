import type { z } from 'zod';
import { badRequest } from './refusal.ts';

/** A request by its schema, or a refusal that names the first bad place. */
export function parse<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw badRequest(`${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

/** The same as it came, for a schema that changes nothing: zod leaves out a metadata key `__proto__`. */
export function check<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  parse(schema, input);
  return input as Output; // checked
}
