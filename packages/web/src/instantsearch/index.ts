export { type ClientErrorDetails, SearchClientError } from './client-error.ts';
export type { Recommendation } from './recommendation.ts';
export { createSearchClient, type ScreenRequest, type SearchClient } from './search-client.ts';
export type { SearchClientOptions } from './options.ts';
