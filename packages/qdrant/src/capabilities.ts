import type { StoreCapabilities, StoreLimits } from '@nestvec/core/store';

/** What Qdrant can do from 1.18 on; 1.16 and 1.17 can't add a named vector, and a plan there says so. */
export const capabilities: StoreCapabilities = {
  namedVectors: 'native',
  addVector: true,
  coarseToFull: 'native',
  words: 'bm25',
  quantization: ['none', 'int8', 'binary'],
  facets: 'native',
  sort: 'native',
  textFilter: true,
  startsWith: false, // its prefix of words is not that of a text
  exact: true,
  tenants: 'field',
  aliases: 'native',
  readAfterWrite: 'immediate',
  machines: 'many',
};

/**
 * The same of a collection that someone else made: its texts are cut as they decided, and a field may be without an index or hold what is not
 * of its type.
 */
export const attachedCapabilities: StoreCapabilities = {
  ...capabilities,
  words: 'other',
  facets: 'emulated',
  sort: 'emulated',
  textFilter: false,
};

/** A request has 32 MiB; metadata goes as JSON within JSON, where quotes and backslashes count twice. */
export const limits: StoreLimits = {
  recordsPerUpsert: Number.POSITIVE_INFINITY, // cut into requests here
  bytesPerUpsert: Number.POSITIVE_INFINITY,
  metadataBytes: 8 * 2 ** 20,
  candidates: 100_000,
  concurrency: 4,
};
