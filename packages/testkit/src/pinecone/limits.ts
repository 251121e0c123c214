/**
 * Pinecone's documented limits. Where a page of its documentation can be read in two ways (2 MB, 40 KB), the smaller reading
 * stands here, so that what passes the fake passes the service either way.
 */
export const pineconeLimits = {
  apiVersion: '2026-07',
  recordsPerUpsert: 1000,
  bytesPerUpsert: 2_000_000,
  bytesPerResult: 4_000_000,
  metadataBytes: 40_000,
  topK: 10_000,
  idsPerFetch: 1000,
  idsPerDelete: 1000,
  idsPerList: 100,
  recordsPerFetchByMetadata: 10_000,
  /** Values of one `$in` or `$nin`. */
  valuesPerCondition: 10_000,
  dimensions: 20_000,
  /** A vector none of whose numbers is larger counts as zeros. */
  smallestValue: 1e-8,
  idBytes: 512,
  indexNameLength: 45,
  tags: 20,
  tagKeyLength: 80,
  tagValueLength: 120,
  /** Not documented; servers and proxies refuse longer ones. */
  urlLength: 8192,
} as const;
