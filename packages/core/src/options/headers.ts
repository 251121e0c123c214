import { z } from 'zod';

const value = z
  .string('must be a string')
  .regex(/^[\x20-\x7e]*$(?!\n)/, 'holds a character that no header has, such as a line break');

/** Schema of headers that are sent with every request. The message never holds a value, which may be a key. */
export const headersSchema: z.ZodRecord<z.ZodString, z.ZodString> = z.record(
  z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is not the name of a header'),
  value,
);
