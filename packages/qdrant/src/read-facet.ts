import { z } from 'zod';
import { strangeAnswer } from './errors.ts';

const facetSchema = z.object({
  hits: z.array(
    z.object({ value: z.union([z.string(), z.number(), z.boolean()]), count: z.number() }),
  ),
});

/** Values and how many points have each. A value whose points were removed may still be listed, with none. */
export function readFacet(
  answer: unknown,
): (readonly [value: string | number | boolean, count: number])[] {
  const parsed = facetSchema.safeParse(answer);
  if (!parsed.success) throw strangeAnswer('it counts no values', parsed.error);
  return parsed.data.hits.map(({ value, count }) => [value, count]);
}
