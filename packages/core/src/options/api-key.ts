import { z } from 'zod';

/** Schema of a key or token that is sent in a header. The message never holds the value. */
export const apiKey: z.ZodString = z
  .string('must be a string')
  .regex(
    /^[\x21-\x7e]+$(?!\n)/,
    'is empty or holds a character that no key has, such as a space or a line break at its end',
  );
