import { SearchClientError } from './client-error.ts';

/** What widgets such as `lookingSimilar` ask for. */
export interface Recommendation {
  readonly indexName: string;
  readonly model: string;
  readonly objectID?: string | undefined;
  readonly maxRecommendations?: number | undefined;
  readonly threshold?: number | undefined;
  readonly queryParameters?: object | undefined;
}

const served = ['looking-similar', 'related-products'];

/** The search that it is: for what resembles a record. Throws `SearchClientError` for what comes of the clicks of many, which are not kept. */
export function searchOf({
  indexName,
  model,
  objectID,
  maxRecommendations,
  threshold = 0,
  queryParameters,
}: Recommendation): { readonly indexName: string; readonly params: object } {
  if (!served.includes(model) || objectID === undefined)
    throw unsupported(
      'model',
      `recommendations of ${model} come of clicks and sales, which are not kept; ${served.join(' and ')} are served, by what a record shows and says`,
    );
  if (threshold > 0)
    throw unsupported('threshold', 'a threshold of recommendations is not served; take limit');
  const hitsPerPage = maxRecommendations === undefined ? {} : { hitsPerPage: maxRecommendations };
  return { indexName, params: { ...queryParameters, ...hitsPerPage, nestvecLike: objectID } };
}

function unsupported(field: string, message: string): Error {
  return new SearchClientError(message, { code: 'unsupported', field });
}
