import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { knownModels } from '../spec/models.ts';
import type { LocalModel } from './local-models.ts';
import { ownModelFile } from './own-model-file.ts';
import { deviationSchema, meanSchema } from './preprocessor.ts';
import { readJson } from './read-json.ts';
import type { ImageSide, TextSide } from './sides.ts';

const nonEmpty = z.string().min(1);
const positive = z.int().positive();
/** An image of so many pixels a side takes 200 MB as numbers. */
const side = positive.max(4096);
/** Longer ones take all the tokens that a model reads. */
const prefix = z.string().max(10_000);
const token = z.strictObject({ token: nonEmpty, id: z.int().nonnegative() });

const textSchema = z.strictObject({
  inputs: z
    .strictObject({
      ids: nonEmpty,
      mask: nonEmpty.optional(),
      types: nonEmpty.optional(),
    })
    .refine((inputs) => {
      const names = Object.values(inputs).filter((name) => name !== undefined);
      return new Set(names).size === names.length;
    }, 'must be different names'),
  output: nonEmpty,
  normalized: z.boolean(),
  pooling: z.enum(['graph', 'mean']),
  tokens: z.strictObject({ begin: token.optional(), end: token.optional(), pad: token }),
  padTo: positive.optional(),
  maxTokens: z.int().min(3),
  prefixes: z.strictObject({ query: prefix, document: prefix }),
});

const imageSchema = z.strictObject({
  input: nonEmpty,
  output: nonEmpty,
  normalized: z.boolean(),
  size: side,
  fit: z.enum(['crop', 'squash']),
  edge: side.optional(),
  interpolation: z.enum(['bicubic', 'bilinear']),
  mean: meanSchema,
  std: deviationSchema,
});

const schema = z
  .strictObject({
    model: z
      .string()
      .regex(/^\w[\w.-]{0,95}\/\w[\w.-]{0,95}$/, 'must be a name such as "me/my-clip"')
      // Its dimensions, licence and smaller vectors would be those of the other one.
      .refine(
        (name) => !knownModels.some((known) => known.toLowerCase() === name.toLowerCase()),
        'is the name of a model that nestvec knows; give yours another, such as "me/my-clip"',
      ),
    dimensions: positive,
    graphs: z.enum(['one', 'two']),
    text: textSchema,
    image: imageSchema.optional(),
  })
  .superRefine(({ graphs, text, image }, context) => {
    const add = (message: string, ...path: string[]): void =>
      context.addIssue({ code: 'custom', message, path });
    const { padTo, maxTokens } = text;
    if (padTo !== undefined && padTo !== maxTokens)
      add('must be equal to text.maxTokens', 'text', 'padTo');
    if (graphs === 'two' && image === undefined)
      add('must be "one" for a model of texts', 'graphs');
    if (image?.edge === undefined) return;
    if (image.fit === 'squash') add('is for fit "crop"; leave it out', 'image', 'edge');
    else if (image.edge < image.size) add('must be at least image.size', 'image', 'edge');
  });

/** A model described by its nestvec.json, and a short digest of that. */
export interface OwnModel {
  readonly row: LocalModel;
  readonly digest: string;
}

/**
 * Reads `nestvec.json`, which says how a model of one's own is fed; `undefined` where there is none. Every field is looked at and none is
 * filled in from elsewhere. Throws `model` with the field that is missing, unknown or wrong.
 */
export async function readOwnModel(directory: string): Promise<OwnModel | undefined> {
  // A link that leads nowhere is there, and says which model was meant.
  const exists = await lstat(join(directory, ownModelFile)).catch(() => undefined);
  if (exists === undefined) return undefined;
  const own = await readJson(directory, ownModelFile, schema);
  const { model, dimensions, graphs } = own;
  const row = { model, called: `as ${ownModelFile} describes it`, dimensions, graphs };
  const image = own.image === undefined ? {} : { image: imageSide(own.image) };
  return {
    row: { ...row, text: textSide(own.text), ...image },
    digest: createHash('sha256').update(JSON.stringify(own)).digest('hex').slice(0, 8),
  };
}

/** Nothing is known of a layer's sizes, so its memory is reckoned by jina-clip-v2's, which are larger than most. */
const assumedLayers = { heads: 16, hidden: 4096, isAssumed: true } as const;

function textSide({ inputs, tokens, padTo, ...rest }: z.infer<typeof textSchema>): TextSide {
  const { ids, mask, types } = inputs;
  const { begin, end, pad } = tokens;
  return {
    ...rest,
    usualMaxTokens: Math.min(512, rest.maxTokens),
    layers: assumedLayers,
    inputs: {
      ids,
      ...(mask === undefined ? {} : { mask }),
      ...(types === undefined ? {} : { types }),
    },
    tokens: {
      ...(begin === undefined ? {} : { begin }),
      ...(end === undefined ? {} : { end }),
      pad,
    },
    ...(padTo === undefined ? {} : { padTo }),
  };
}

function imageSide(given: z.infer<typeof imageSchema>): ImageSide {
  const { input, output, normalized, size, fit, interpolation, mean, std } = given;
  const edge = given.edge ?? size;
  return { input, output, normalized, pixels: { size, fit, edge, interpolation, mean, std } };
}
