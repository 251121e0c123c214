import type { StoreCapabilities, StoreLimits } from '@nestvec/core/store';

/** What LanceDB can do, the same from 0.31 to 0.39. */
export const capabilities: StoreCapabilities = {
  namedVectors: 'native',
  addVector: true,
  coarseToFull: 'emulated',
  words: 'bm25',
  // An index's own: HNSW_SQ and IVF_RQ. The column keeps the full numbers, which every score is computed from.
  quantization: ['none', 'int8', 'binary'],
  facets: 'emulated',
  sort: 'native',
  textFilter: true,
  startsWith: true,
  exact: true,
  tenants: 'field',
  aliases: 'record',
  readAfterWrite: 'immediate',
  machines: 'one',
};

/** LanceDB itself sets no limits; these keep one call's memory in bounds. */
export const limits: StoreLimits = {
  recordsPerUpsert: 10_000,
  bytesPerUpsert: 64 * 2 ** 20,
  metadataBytes: Number.POSITIVE_INFINITY,
  candidates: 100_000,
  concurrency: 1,
};
