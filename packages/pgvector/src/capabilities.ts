import type { StoreCapabilities, StoreLimits } from '@nestvec/core/store';
import type { ResolvedOptions } from './options.ts';

/** What PostgreSQL with pgvector can do, on a server and in PGlite. */
export const capabilities: StoreCapabilities = {
  namedVectors: 'native',
  addVector: true,
  coarseToFull: 'native',
  words: 'bm25',
  // The index's own: the column keeps the full numbers, which every score is computed from.
  quantization: ['none', 'binary'],
  facets: 'native',
  sort: 'native',
  textFilter: true,
  startsWith: true,
  exact: true,
  tenants: 'field',
  aliases: 'record',
  readAfterWrite: 'immediate',
  machines: 'many',
};

/** The same of a table that someone else made: its texts are cut as they decided, and its columns may hold more than a field can. */
export const attachedCapabilities: StoreCapabilities = {
  ...capabilities,
  words: 'other',
  facets: 'emulated',
  sort: 'emulated',
  textFilter: false,
};

/** Most candidates of one search. PostgreSQL sets no limit; this keeps a call's memory in bounds. */
export const maxCandidates = 100_000;

/** PostgreSQL sets no limits but that of a value, 1 GB; these keep one call's memory in bounds. */
export function limitsOf({
  batchRecords,
  batchBytes,
  connections,
  data,
}: ResolvedOptions): StoreLimits {
  return {
    recordsPerUpsert: batchRecords,
    bytesPerUpsert: batchBytes,
    metadataBytes: Number.POSITIVE_INFINITY,
    candidates: maxCandidates,
    concurrency: data === undefined ? connections : 1,
  };
}
