import type { Boost } from '@nestvec/core';
import { z } from 'zod';

/** How InstantSearch asks; `/openapi.json` is made of it. */

/** Conditions that must all hold; of a list in the list, one. */
export type ConditionList = string | readonly (string | readonly string[])[];

/** What a search is asked with. Other names of Algolia are taken and not used, unless `refused` lists them. */
export interface ScreenParams {
  readonly query?: string | undefined;
  readonly page?: number | undefined;
  readonly hitsPerPage?: number | undefined;
  readonly facets?: string | readonly string[] | undefined;
  readonly maxValuesPerFacet?: number | undefined;
  readonly facetFilters?: ConditionList | undefined;
  readonly numericFilters?: ConditionList | undefined;
  readonly facetQuery?: string | undefined;
  readonly maxFacetHits?: number | undefined;
  readonly highlightPreTag?: string | undefined;
  readonly highlightPostTag?: string | undefined;
  readonly nestvecImage?: string | undefined;
  readonly nestvecLike?: string | readonly string[] | undefined;
  readonly nestvecMix?: number | undefined;
  readonly nestvecGroup?: '$parentId' | undefined;
  readonly nestvecBoost?: readonly Boost[] | undefined;
}

/** One search of a screen, or one list of a facet's values. */
export interface ScreenRequest {
  readonly indexName: string;
  readonly type?: 'default' | 'facet' | undefined;
  readonly facet?: string | undefined;
  readonly params: ScreenParams;
}

const text = z.string('must be a text');
const count = z.int('must be a whole number').nonnegative('must be 0 or more');
const name = text.min(1, 'is empty').max(200);
const id = text.min(1, 'is empty').max(512);

const conditions = z
  .union([text.max(5000), z.array(z.union([text.max(5000), z.array(text.max(5000))]))], {
    error: 'must be a list of texts, or of lists of texts',
  })
  .meta({
    id: 'Conditions',
    description:
      'All must hold; of a list in the list one. Such as ["color:red", ["size:1", "size:2"]]',
  });

/** What would change which records are found, and is not served, with what to do instead. */
const refused: Readonly<Record<string, string>> = {
  filters: 'take facetFilters and numericFilters',
  tagFilters: 'take facetFilters',
  optionalFilters: 'take nestvecBoost',
  aroundLatLng: 'there is no search by place',
  aroundLatLngViaIP: 'there is no search by place',
  insideBoundingBox: 'there is no search by place',
  insidePolygon: 'there is no search by place',
  distinct: 'take nestvecGroup',
  offset: 'take page',
  length: 'take hitsPerPage',
};

const params = z
  .looseObject({
    query: text.optional(),
    page: count.optional().meta({ description: 'From 0' }),
    hitsPerPage: count.optional().meta({ description: 'Default 20' }),
    facets: z.union([text, z.array(text).max(100)], 'must be a list of fields, or *').optional(),
    maxValuesPerFacet: count.optional().meta({ description: 'Default 100, which is the most' }),
    facetFilters: conditions.optional(),
    numericFilters: conditions.optional(),
    facetQuery: text.max(1000).optional().meta({ description: 'Of type facet: what values hold' }),
    maxFacetHits: count.optional().meta({ description: 'Of type facet. Default 10' }),
    highlightPreTag: text.max(100).optional(),
    highlightPostTag: text.max(100).optional(),
    nestvecImage: text.optional().meta({ description: 'What POST /v1/uploads gave' }),
    nestvecLike: z
      .union([id, z.array(id).max(100)], { error: 'must be an id, or a list of at most 100' })
      .optional()
      .meta({ description: 'Ids of records that hits are to resemble' }),
    nestvecMix: z
      .number('must be a number')
      .min(0, 'must be from 0 to 1')
      .max(1, 'must be from 0 to 1')
      .optional()
      .meta({ description: 'What the image or the records count beside the words. Default 0.5' }),
    nestvecGroup: z
      .literal('$parentId', 'must be $parentId')
      .optional()
      .meta({ description: 'A record and its parts are one hit, the best of them' }),
    nestvecBoost: z
      .array(
        z.strictObject({
          weight: z.number(),
          filter: z.record(z.string(), z.unknown()).optional(),
          field: name.optional(),
        }),
      )
      .max(16)
      .optional(),
  })
  .check(({ value, issues }) => {
    for (const [key, given] of Object.entries(value)) {
      const instead = Object.hasOwn(refused, key) ? refused[key] : undefined;
      const says = given !== undefined && given !== null && given !== '' && given !== false;
      if (instead !== undefined && says && !(Array.isArray(given) && given.length === 0))
        issues.push({
          code: 'custom',
          input: given,
          path: [key],
          message: `is not served here; ${instead}`,
        });
      else if (/^nestvec/i.test(key) && !Object.hasOwn(params.shape, key))
        issues.push({
          code: 'custom',
          input: given,
          path: [key],
          message: 'is not a name here; see /openapi.json',
        });
    }
  })
  .meta({ id: 'ScreenParams', description: 'As of Algolia; others are taken and not used' });

export const screenBody: z.ZodType<{ readonly requests: readonly ScreenRequest[] }> = z
  .strictObject({
    requests: z
      .array(
        z.strictObject({
          indexName: z
            .string('must be the name of an index')
            .max(500)
            .meta({ description: 'NAME, or NAME/sort/FIELD:asc, NAME/sort/FIELD:desc' }),
          type: z.enum(['default', 'facet']).optional(),
          facet: name.optional().meta({ description: 'Of type facet: the field' }),
          params: params.prefault({}),
        }),
        'must be a list of requests',
      )
      .max(32, 'has more than 32 entries; ask in parts'),
  })
  .meta({ id: 'Screen', description: 'All requests of a screen' }) as z.ZodType<{
  readonly requests: readonly ScreenRequest[];
}>; // what a boost's filter may be, core checks
