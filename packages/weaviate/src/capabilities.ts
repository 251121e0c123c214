import type { StoreCapabilities, StoreLimits } from '@nestvec/core/store';

/** What Weaviate can do from 1.33 on, which has the filters that are needed. */
export const capabilities: StoreCapabilities = {
  namedVectors: 'native',
  addVector: true,
  coarseToFull: 'emulated', // it fuses scores of several vectors, and can't rescore
  words: 'bm25',
  quantization: ['none', 'int8', 'binary'],
  facets: 'native', // of up to 1,000 values; of more, all records are read
  sort: 'native',
  textFilter: true,
  startsWith: 'single', // of an array, other elements may keep either bound
  exact: true,
  tenants: 'native',
  aliases: 'native',
  readAfterWrite: 'immediate',
  machines: 'many',
};

/** The same of a collection that someone else made: its texts are cut as they decided, and its values may be what no field can have. */
export const attachedCapabilities: StoreCapabilities = {
  ...capabilities,
  words: 'other',
  facets: 'emulated',
  sort: 'emulated',
  textFilter: false,
  startsWith: false,
};

/** A message has 104,858,000 bytes; metadata goes as JSON within it. */
export const limits: StoreLimits = {
  recordsPerUpsert: Number.POSITIVE_INFINITY, // cut into requests here
  bytesPerUpsert: Number.POSITIVE_INFINITY,
  metadataBytes: 16 * 2 ** 20,
  candidates: 9_999, // QUERY_MAXIMUM_RESULTS is 10,000, and one more is asked for to see equal scores
  concurrency: 2, // a server that builds graphs is busy with one request
};
