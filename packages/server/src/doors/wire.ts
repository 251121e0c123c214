import { type WireEncoding, wireEncodings } from '@nestvec/core/kit';
import { z } from 'zod';

/** A number of dimensions, or nothing. Which numbers are right is the model's. */
export const dimensionsSchema: z.ZodType<number | null | undefined> = z
  .number('must be a number of dimensions')
  .nullish()
  .meta({
    description: 'Length of the prefix of each embedding that is wanted; all of it by default',
  });

/** How embeddings are to be written down. */
export const encodingSchema: z.ZodType<WireEncoding | null | undefined> = z
  .enum(wireEncodings, `must be one of ${wireEncodings.join(', ')}`)
  .nullish();

/** An embedding in any encoding. */
export const embeddingSchema: z.ZodType = z
  .union([z.array(z.number()), z.string()])
  .meta({ description: 'Numbers, or base64 of little-endian float32' });

/** A vector as a list of numbers. */
export const vectorSchema: z.ZodType = z.array(z.number());

/** One text or several, as services without images take them. */
export const textsSchema: z.ZodType<string | readonly string[]> = z
  .union([z.string(), z.array(z.string())], {
    error: ({ input: given }) =>
      Array.isArray(given) && given.some((one) => typeof one === 'number' || Array.isArray(one))
        ? 'holds numbers of tokens, and those of another model’s tokenizer; send texts'
        : 'must be a text, or a list of texts',
  })
  .refine((given) => given.length > 0, 'is empty; give a text')
  .meta({ description: 'A text, or a list of texts' });
