import type { Boost, Filter, Fusion, IndexFacetRequest, ListName, Modality } from '@nestvec/core';
import { z } from 'zod';
import { querySchema, type WireQuery } from './wire-query.ts';

/** How the indexes’ doors are asked; `/openapi.json` is made of it. What goes together is core's to say. */

type Weights = Readonly<Partial<Record<ListName, number>>>;

/** A query with what every door to hits takes. */
interface Shared {
  readonly query: WireQuery;
  readonly filter?: Filter | undefined;
  readonly depth?: number | undefined;
  readonly minScore?: number | undefined;
  readonly exact?: boolean | undefined;
  readonly fusion?: Fusion | undefined;
  readonly weights?: Weights | undefined;
  readonly over?: Modality | 'both' | undefined;
}

interface Included {
  readonly metadata?: boolean | undefined;
  readonly text?: boolean | undefined;
  readonly links?: boolean | undefined;
  readonly vectors?: readonly string[] | undefined;
}

interface Sorted {
  readonly field: string;
  readonly direction?: 'asc' | 'desc' | undefined;
}

interface SearchBody extends Shared {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly oversample?: number | undefined;
  readonly words?: string | undefined;
  readonly using?: string | undefined;
  readonly rescore?: string | false | undefined;
  readonly groupBy?: { readonly field: string; readonly size?: number | undefined } | undefined;
  readonly boost?: readonly Boost[] | undefined;
  readonly diversity?: number | undefined;
  readonly sort?: Sorted | undefined;
  readonly include?: Included | undefined;
}

interface RetrieveBody extends Shared {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly oversample?: number | undefined;
  readonly candidates?: number | undefined;
  readonly words?: boolean | undefined;
  readonly neighbors?: number | undefined;
  readonly include?: Pick<Included, 'metadata' | 'text'> | undefined;
}

interface FacetsBody extends Omit<Shared, 'query'> {
  readonly query?: WireQuery | undefined;
  readonly words?: string | undefined;
  readonly fields: IndexFacetRequest['fields'];
}

interface ListBody {
  readonly sort: Sorted;
  readonly filter?: Filter | undefined;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
  readonly include?: Included | undefined;
}

/** Most requests that one body may hold, whose searches then run side by side. */
export const mostRequests = 32;

/** A schema of what core checks itself, typed as core's. */
function ofCore<Value>(schema: z.ZodType): z.ZodType<Value> {
  return schema as z.ZodType<Value>; // core looks at every part of it
}

const count = z.int('must be a whole number').nonnegative('must be 0 or more');
const number = z.number('must be a number');
const text = z.string('must be a text');
const name = text.min(1, 'is empty').max(200);
const id = text.min(1, 'is empty').max(512);

export const indexParams: z.ZodObject = z.object({
  index: z.string().meta({ description: 'Name of the index' }),
});

export const imageParams: z.ZodObject = z.object({
  index: z.string(),
  id: z.string().meta({ description: 'Id of a record, percent-encoded' }),
});

const filter = ofCore<Filter>(
  z.record(z.string(), z.unknown(), 'must be an object of conditions').meta({
    id: 'Filter',
    description: 'Conditions on declared fields, such as { "price": { "$lt": 50 } }',
  }),
);

const sort = z
  .strictObject({ field: name, direction: z.enum(['asc', 'desc']).optional() })
  .meta({ id: 'Sort', description: 'A declared number or datetime' });

const include = z
  .strictObject({
    metadata: z.boolean().optional(),
    text: z.boolean().optional(),
    links: z.boolean().optional().meta({ description: 'parentId and image' }),
    vectors: z.array(name).max(32).optional(),
  })
  .meta({ id: 'Include' });

const over = z.enum(['image', 'text', 'both'], 'must be image, text or both').optional();
const fusion = z.enum(['relative', 'rank'], 'must be relative or rank').optional();
const weights = ofCore<Weights>(
  z.strictObject({
    image: number.optional(),
    text: number.optional(),
    words: number.optional(),
  }),
).optional();

const shared = {
  query: querySchema,
  filter: filter.optional(),
  depth: count.optional().meta({ description: 'How long the list is of which pages are cut' }),
  minScore: number.optional(),
  exact: z.boolean().optional(),
  fusion,
  weights,
  over,
};

export const searchBody: z.ZodType<SearchBody> = z
  .strictObject({
    ...shared,
    limit: count.optional().meta({ description: 'Default 10' }),
    offset: count.optional(),
    oversample: count.max(100).optional(),
    words: text.max(10_000).optional().meta({ description: 'Words to look for as well' }),
    using: name.optional(),
    rescore: z.union([name, z.literal(false)]).optional(),
    groupBy: z.strictObject({ field: name, size: count.max(100).optional() }).optional(),
    boost: ofCore<readonly Boost[]>(
      z
        .array(
          z.strictObject({ weight: number, filter: filter.optional(), field: name.optional() }),
        )
        .max(16),
    ).optional(),
    diversity: number.optional(),
    sort: sort.optional(),
    include: include.optional(),
  })
  .meta({ id: 'SearchRequest' });

export const retrieveBody: z.ZodType<RetrieveBody> = z
  .strictObject({
    ...shared,
    limit: count.optional().meta({ description: 'Default 5' }),
    offset: count.optional(),
    oversample: count.max(100).optional(),
    candidates: count.optional(),
    words: z.boolean().optional(),
    neighbors: count.max(20).optional(),
    include: z
      .strictObject({ metadata: z.boolean().optional(), text: z.boolean().optional() })
      .optional(),
  })
  .meta({ id: 'RetrieveRequest' });

const facet = z.union(
  [
    z.strictObject({ kind: z.literal('values'), limit: count.optional() }),
    z.strictObject({ kind: z.literal('range') }),
  ],
  { error: 'must be { kind: "values" } or { kind: "range" }' },
);

export const facetsBody: z.ZodType<FacetsBody> = z
  .strictObject({
    ...shared,
    query: querySchema.optional(),
    words: text.max(10_000).optional(),
    fields: ofCore<IndexFacetRequest['fields']>(
      z.record(z.string(), facet, 'must name what to count').meta({ id: 'FacetFields' }),
    ),
  })
  .meta({ id: 'FacetsRequest' });

export const listBody: z.ZodType<ListBody> = z
  .strictObject({
    sort,
    filter: filter.optional(),
    limit: count.optional(),
    after: text.max(4000).optional().meta({ description: 'cursor of the page before' }),
    include: include.optional(),
  })
  .meta({ id: 'ListRequest' });

export const getBody: z.ZodType<{ ids: string[]; include?: Included | undefined }> = z
  .strictObject({ ids: z.array(id, 'must be a list of ids').max(100), include: include.optional() })
  .meta({ id: 'GetRequest' });

export const countBody: z.ZodType<{ filter?: Filter | undefined }> = z
  .strictObject({ filter: filter.optional() })
  .meta({ id: 'CountRequest' });
