import { z } from 'zod';

/** An image in a query: as the embedding doors take it, or what was uploaded. */
export type WireImage = string | { readonly upload: string };

interface WirePart {
  readonly text?: string | undefined;
  readonly image?: WireImage | undefined;
  readonly like?: string | readonly string[] | undefined;
}

/** A query as clients write it: that of core, with images as they travel. */
export type WireQuery =
  | string
  | (WirePart & {
      readonly all?: readonly (WirePart & { readonly weight?: number | undefined })[] | undefined;
    });

const number = z.number('must be a number');
const text = z.string('must be a text');
const id = text.min(1, 'is empty').max(512);

const image = z
  .union(
    [
      text.meta({
        description: 'base64, a data: URL, or a URL below a prefix that the operator allows',
      }),
      z.strictObject({ upload: text.meta({ description: 'What POST /v1/uploads gave' }) }),
    ],
    { error: 'must be base64, a data: URL, a URL, or { upload }' },
  )
  .meta({ id: 'QueryImage' });

const part = {
  text: text.optional(),
  image: image.optional(),
  like: z
    .union([id, z.array(id).max(100)], { error: 'must be an id, or a list of at most 100' })
    .optional()
    .meta({ description: 'Ids of records that hits are to resemble' }),
};

const partSchema = z
  .strictObject({ ...part, weight: number.optional() })
  .meta({ id: 'QueryPart', description: 'Exactly one of text, image and like' });

export const querySchema: z.ZodType<WireQuery> = z
  .union(
    [
      text,
      z
        .strictObject({ ...part, all: z.array(partSchema).max(16).optional() })
        .meta({ id: 'QueryObject', description: 'Exactly one of text, image, like and all' }),
    ],
    { error: ({ input }) => problemOfQuery(input) },
  )
  .meta({ id: 'Query' });

/** What is wrong with a query of another shape: a union says no more than that. */
function problemOfQuery(given: unknown): string {
  if (given === undefined)
    return 'is missing; give a text, { text }, { image }, { like } or { all }';
  const problem = z.strictObject({ ...part, all: z.array(partSchema).max(16).optional() });
  const issue = problem.safeParse(given).error?.issues[0];
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (!isObject || issue === undefined)
    return 'must be a text, { text }, { image }, { like } or { all }';
  return `${issue.path.join('.')}${issue.path.length > 0 ? ' ' : ''}${issue.message}`;
}
