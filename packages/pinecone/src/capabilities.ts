import type { StoreCapabilities, StoreLimits } from '@nestvec/core/store';

/** What can be done by Pinecone's vectors API of 2026-07, with several indexes where it takes several. */
export const capabilities: StoreCapabilities = {
  namedVectors: 'emulated', // an index holds one vector
  addVector: true,
  coarseToFull: 'emulated',
  words: false,
  quantization: ['none'], // what it does inside is unknown and can't be set
  facets: 'emulated',
  sort: 'emulated',
  textFilter: false,
  startsWith: false,
  exact: false,
  tenants: 'native',
  aliases: false,
  readAfterWrite: 'immediate',
  machines: 'many',
};

/** Bytes that a record's metadata may have; the documentation says 40 KB, of which this is the smaller reading. */
export const metadataLimit = 40_000;

/** Bytes of one request of 2 MB, less what stands around the records. */
export const requestBytes = 1_990_000;

/** Records that one search can give. */
export const topKLimit = 10_000;

export const limits: StoreLimits = {
  recordsPerUpsert: Number.POSITIVE_INFINITY, // cut into requests here
  bytesPerUpsert: Number.POSITIVE_INFINITY,
  metadataBytes: metadataLimit,
  candidates: topKLimit,
  concurrency: 4,
};
