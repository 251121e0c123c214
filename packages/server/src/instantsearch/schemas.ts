import type { Boost } from '@nestvec/core';
import { z } from 'zod';
import { mostRequests } from '../search/schemas.ts';
import { problemOf } from './parameters.ts';

/** How InstantSearch asks; `/openapi.json` is made of it. */

/** Conditions that must all hold; of a list in the list, one. */
export type ConditionList = string | readonly (string | readonly string[])[];

/** What a search is asked with. What becomes of other names of Algolia stands in `parameters.ts`. */
export interface ScreenParams {
  readonly query?: string | undefined;
  readonly page?: number | undefined;
  readonly hitsPerPage?: number | undefined;
  readonly facets?: string | readonly string[] | undefined;
  readonly maxValuesPerFacet?: number | undefined;
  readonly sortFacetValuesBy?: 'count' | undefined;
  readonly filters?: string | undefined;
  readonly facetFilters?: ConditionList | undefined;
  readonly numericFilters?: ConditionList | undefined;
  readonly facetQuery?: string | undefined;
  readonly maxFacetHits?: number | undefined;
  readonly attributesToRetrieve?: string | readonly string[] | undefined;
  readonly attributesToHighlight?: string | readonly string[] | undefined;
  readonly attributesToSnippet?: string | readonly string[] | undefined;
  readonly snippetEllipsisText?: string | undefined;
  readonly highlightPreTag?: string | undefined;
  readonly highlightPostTag?: string | undefined;
  readonly nestvecImage?: string | undefined;
  readonly nestvecLike?: string | readonly string[] | undefined;
  readonly nestvecMix?: number | undefined;
  readonly nestvecGroup?: string | undefined;
  readonly distinct?: boolean | number | undefined;
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

const fieldList = z
  .union([text.max(5000), z.array(text.max(500)).max(200)], 'must be a list of fields')
  .optional();

const params = z
  .looseObject({
    query: text.optional(),
    page: count.optional().meta({ description: 'From 0' }),
    hitsPerPage: count.optional().meta({ description: 'Default 20' }),
    facets: z.union([text, z.array(text).max(100)], 'must be a list of fields, or *').optional(),
    maxValuesPerFacet: count.optional().meta({ description: 'Default 100, which is the most' }),
    sortFacetValuesBy: z.literal('count', 'must be count; widgets sort what they show').optional(),
    filters: text
      .max(5000, 'is longer than 5000 characters')
      .optional()
      .meta({ description: 'Such as color:red AND NOT (size:1 OR price < 20)' }),
    facetFilters: conditions.optional(),
    numericFilters: conditions.optional(),
    facetQuery: text.max(1000).optional().meta({ description: 'Of type facet: what values hold' }),
    maxFacetHits: count.optional().meta({ description: 'Of type facet. Default 10' }),
    attributesToRetrieve: fieldList.meta({
      description: 'Default * for all; -FIELD for all but one',
    }),
    attributesToHighlight: fieldList.meta({
      description: 'Default *; _nestvec.text for the text of the record',
    }),
    attributesToSnippet: fieldList.meta({
      description: 'FIELD, or FIELD:WORDS, of which 10 are usual; default none',
    }),
    snippetEllipsisText: text.max(100).optional().meta({ description: 'Default …' }),
    highlightPreTag: text.max(100).optional().meta({ description: 'Default <em>' }),
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
    nestvecGroup: name.optional().meta({
      description:
        '$parentId: a record and its parts are one hit, the best of them; or a declared field, by whose values there is one each',
    }),
    distinct: z
      .union([z.boolean(), z.int().min(0).max(1)], 'must be true, false, 0 or 1')
      .optional()
      .meta({ description: 'One hit of each nestvecGroup, which is then $parentId by default' }),
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
      if (Object.hasOwn(params.shape, key)) continue;
      const message = problemOf(key, given);
      if (message !== undefined)
        issues.push({ code: 'custom', input: given, path: [key.slice(0, 100)], message });
    }
  })
  .meta({ id: 'ScreenParams', description: 'As of Algolia' });

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
      .max(mostRequests, `has more than ${mostRequests} entries; ask in parts`),
  })
  .meta({ id: 'Screen', description: 'All requests of a screen' }) as z.ZodType<{
  readonly requests: readonly ScreenRequest[];
}>; // what a boost's filter may be, core checks
