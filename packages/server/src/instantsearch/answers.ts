import { z } from 'zod';
import { explain, hitFacts } from '../search/answers.ts';

const ms = z.number();

const hit = z
  .looseObject({
    objectID: z.string(),
    _highlightResult: z.record(z.string(), z.unknown()),
    _snippetResult: z.record(z.string(), z.unknown()).optional(),
    _nestvec: z.strictObject(hitFacts).partial(),
  })
  .meta({ id: 'ScreenHit', description: 'Its fields, with what is ours under _nestvec' });

const found = z
  .strictObject({
    index: z.string(),
    query: z.string(),
    params: z.string(),
    hits: z.array(hit),
    nbHits: z.int(),
    page: z.int(),
    nbPages: z.int(),
    hitsPerPage: z.int(),
    facets: z.record(z.string(), z.record(z.string(), z.int())),
    facets_stats: z
      .record(z.string(), z.strictObject({ min: z.number(), max: z.number() }))
      .meta({ description: 'Times are milliseconds since 1970' }),
    renderingContent: z
      .strictObject({
        facetOrdering: z.strictObject({
          facets: z.strictObject({ order: z.array(z.string()) }),
        }),
      })
      .optional()
      .meta({ description: 'Where all facets are asked for: those that there are' }),
    exhaustiveNbHits: z.boolean(),
    exhaustiveFacetsCount: z.boolean(),
    exhaustive: z.strictObject({
      nbHits: z.boolean(),
      facetsCount: z.boolean(),
      facetValues: z.boolean(),
    }),
    processingTimeMS: ms,
    nestvec: z
      .strictObject({ over: z.enum(['all', 'best']), n: z.int(), explain: explain.optional() })
      .meta({ description: 'Over which records hits and facets were counted' }),
  })
  .meta({ id: 'ScreenResult' });

const values = z
  .strictObject({
    facetHits: z.array(
      z.strictObject({ value: z.string(), highlighted: z.string(), count: z.int() }),
    ),
    exhaustiveFacetsCount: z.boolean(),
    processingTimeMS: ms,
  })
  .meta({ id: 'ScreenFacetValues' });

export const screenAnswer: z.ZodType = z
  .strictObject({ results: z.array(z.union([found, values])) })
  .meta({ id: 'ScreenAnswer', description: 'In the order of the requests' });
