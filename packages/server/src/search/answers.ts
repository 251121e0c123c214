import { z } from 'zod';

/** What the indexes’ doors answer; `/openapi.json` is made of it, and tests compare every answer to it. */

const metadata = z.record(z.string(), z.unknown());

const link = z.string().meta({ description: 'Path of its image, to which ?size= may be added' });
const vectors = z.record(z.string(), z.array(z.number()));
const modality = z.enum(['image', 'text']);
const place = z.strictObject({ rank: z.int(), score: z.number() });
const usage = z.strictObject({ tokens: z.int(), requests: z.int() });

const record = {
  id: z.string(),
  metadata,
  text: z.string().optional(),
  parentId: z.string().optional(),
  image: link.optional(),
  vectors: vectors.optional(),
};

export const explain: z.ZodType = z
  .strictObject({
    lists: z.array(
      z.strictObject({
        using: z.string().optional(),
        rescore: z.string().optional(),
        stages: z.enum(['single', 'native', 'emulated']),
        depth: z.int(),
        candidates: z.int(),
        exact: z.boolean(),
      }),
    ),
    fusion: z.enum(['relative', 'rank']).optional(),
    groups: z.enum(['all', 'of-depth']).optional(),
    sort: z.strictObject({ over: z.literal('best'), n: z.int() }).optional(),
  })
  .meta({ id: 'Explain', description: 'How it was searched' });

/** How a hit was found. */
const foundBy = {
  score: z.number().optional().meta({ description: 'Cosine similarity' }),
  approximate: z.boolean().optional(),
  modality,
  fused: z.number().optional(),
  lists: z.strictObject({
    image: place.optional(),
    text: place.optional(),
    words: place.optional(),
  }),
};

/** What of a hit is not its fields. */
export const hitFacts: z.ZodRawShape = {
  text: record.text,
  parentId: record.parentId,
  image: record.image,
  ...foundBy,
};

export const searchAnswer: z.ZodType = z
  .strictObject({
    hits: z.array(z.strictObject({ ...record, ...foundBy }).meta({ id: 'Hit' })),
    explain,
    usage,
  })
  .meta({ id: 'SearchAnswer' });

const passage = {
  id: z.string(),
  text: z.string(),
  metadata,
  facts: metadata.optional().meta({ description: 'Where it lies in its document' }),
};
const neighbors = z.array(z.strictObject(passage));

export const retrieveAnswer: z.ZodType = z
  .strictObject({
    passages: z.array(
      z
        .strictObject({
          ...passage,
          score: z.number().optional(),
          modality,
          image: link.optional(),
          images: z.array(
            z.strictObject({
              id: z.string(),
              alt: z.string().optional(),
              image: link.optional(),
            }),
          ),
          before: neighbors,
          after: neighbors,
        })
        .meta({ id: 'Passage' }),
    ),
    explain,
    usage,
  })
  .meta({ id: 'RetrieveAnswer' });

export const facetsAnswer: z.ZodType = z
  .strictObject({
    facets: z.record(
      z.string(),
      z.union([
        z.strictObject({
          kind: z.literal('values'),
          values: z.array(
            z.strictObject({ value: z.union([z.string(), z.boolean()]), count: z.int() }),
          ),
          exact: z.boolean(),
          more: z.boolean(),
        }),
        z.strictObject({
          kind: z.literal('range'),
          min: z.union([z.number(), z.string()]).nullable(),
          max: z.union([z.number(), z.string()]).nullable(),
          count: z.int(),
        }),
      ]),
    ),
    over: z.enum(['all', 'best']),
    n: z.int().optional(),
  })
  .meta({ id: 'FacetsAnswer' });

const recordSchema = z.strictObject(record).meta({ id: 'Record' });

export const listAnswer: z.ZodType = z
  .strictObject({ records: z.array(recordSchema), cursor: z.string().optional() })
  .meta({ id: 'ListAnswer' });

export const getAnswer: z.ZodType = z
  .strictObject({
    records: z
      .array(recordSchema.nullable())
      .meta({ description: 'In the order of the ids; null for one that is not there' }),
  })
  .meta({ id: 'GetAnswer' });

export const countAnswer: z.ZodType = z.strictObject({ count: z.int() }).meta({ id: 'Count' });

export const indexesAnswer: z.ZodType = z
  .strictObject({
    indexes: z.array(
      z.strictObject({
        name: z.string(),
        fields: z.record(z.string(), z.string()).meta({ description: 'Declared fields by type' }),
        vectors: z.record(z.string(), z.strictObject({ modality, dimensions: z.int() })),
        words: z.boolean().meta({ description: 'Whether texts are found by their words' }),
        shows: z.strictObject({ text: z.boolean(), parentId: z.boolean(), vectors: z.boolean() }),
      }),
    ),
  })
  .meta({ id: 'Indexes' });

export const uploadForm: z.ZodType = z
  .object({ image: z.string().meta({ format: 'binary' }) })
  .meta({ id: 'Upload', description: 'One file' });

export const uploadAnswer: z.ZodType = z
  .strictObject({
    upload: z.string().meta({ description: 'For { "image": { "upload": … } } in queries' }),
    expires: z.string().meta({ description: 'A time, in UTC' }),
    width: z.int(),
    height: z.int(),
  })
  .meta({ id: 'Uploaded' });
