import type { StoreCapabilities, StoreLimits } from '@nestvec/core';

/** What Qdrant can do from 1.18 on. */
export const capabilities: StoreCapabilities = {
  namedVectors: 'native',
  addVector: true,
  coarseToFull: 'native',
  keyword: false,
  quantization: ['none', 'int8', 'binary'],
  groupBy: 'emulated',
  exact: true,
  tenants: 'field',
  readAfterWrite: 'immediate',
};

/** A body may have 33,554,432 bytes; half of that leaves room for payloads, whose JSON is longer than planned. */
export const limits: StoreLimits = {
  recordsPerUpsert: 1000,
  bytesPerUpsert: 4 * 2 ** 20,
  metadataBytes: 16 * 2 ** 20,
  candidates: 100_000,
  concurrency: 4,
};
