import type { Boost } from '@nestvec/core';
import { z } from 'zod';

/** How the page shows an index. What is left out, it finds by the spec and by the names of fields. */
export interface PageSettings {
  /** Default: the name of the index. */
  readonly heading?: string | undefined;
  /** Field whose value stands over a hit, declared or not. */
  readonly title?: string | undefined;
  /** Field whose text stands below it. Default: none. */
  readonly description?: string | undefined;
  /**
   * Field that says where the image of a record is, instead of its `uri`: a path below `imageRoots`, or a URL below `imageUrls`. It
   * holds for searches and lists too; passages and /mcp go by the `uri`.
   */
  readonly image?: string | undefined;
  /** Field of the price. */
  readonly price?: string | undefined;
  /** ISO 4217 code of the prices’ currency, such as `EUR`. */
  readonly currency?: string | undefined;
  /** Declared fields to choose by, in their order. Default: all that can be counted. */
  readonly facets?: readonly string[] | undefined;
  /** Declared numbers and times to sort by. Default: all of them. */
  readonly sorts?: readonly string[] | undefined;
  /**
   * `$parentId` makes a record and its parts one hit, such as all images and variants of a product; a declared field of one value makes one
   * hit of all that have the same.
   */
  readonly group?: string | undefined;
  /** What moves hits up, such as `[{ filter: { in_stock: true }, weight: 0.5 }]`. */
  readonly boost?: readonly Boost[] | undefined;
}

const name = z.string().min(1).max(200);

export const pageSettingsSchema: z.ZodType<PageSettings> = z.strictObject({
  heading: z.string().min(1).max(200).optional(),
  title: name.optional(),
  description: name.optional(),
  image: name.optional(),
  price: name.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be a code of three letters, such as EUR')
    .optional(),
  facets: z.array(name).max(32).optional(),
  sorts: z.array(name).max(32).optional(),
  group: name.optional(),
  boost: z
    .array(
      z.strictObject({
        weight: z.number(),
        filter: z.custom<Boost['filter']>((value) => typeof value === 'object').optional(),
        field: name.optional(),
      }),
    )
    .max(16)
    .optional(),
}) as z.ZodType<PageSettings>; // what a boost's filter may be, core checks

const modality = z.enum(['image', 'text']);

export const pageAnswer: z.ZodType = z
  .strictObject({
    name: z.string(),
    model: z.string(),
    fields: z.record(z.string(), z.string()),
    modalities: z.array(modality),
    shows: z.strictObject({ text: z.boolean(), parentId: z.boolean() }),
    hitsPerRequest: z.int(),
    settings: z
      .strictObject({
        heading: z.string(),
        title: z.string(),
        description: z.string(),
        price: z.string(),
        currency: z.string(),
        facets: z.array(z.string()),
        sorts: z.array(z.string()),
        group: z.string(),
        boost: z.array(z.record(z.string(), z.unknown())),
      })
      .partial(),
  })
  .meta({ id: 'PageDescription', description: 'What the page needs to know of an index' });
