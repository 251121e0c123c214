import { checkNames } from '@nestvec/core/kit';
import { checkCollectionName, type StoreCapabilities, type StoreLimits } from '@nestvec/core/store';
import { memoryDatabase, type MemoryDatabase } from './memory-database.ts';

/** What `memoryStore` takes. */
export interface MemoryStoreOptions {
  readonly collection: string;
  /** Shared by stores that are to see each other's writes. Default: one of its own. */
  readonly database?: MemoryDatabase | undefined;
  /** Capabilities to behave by instead of its own, to see how callers cope with a weaker database. */
  readonly capabilities?:
    | Partial<Pick<StoreCapabilities, 'addVector' | 'words' | 'exact' | 'quantization'>>
    | undefined;
  readonly limits?: Partial<StoreLimits> | undefined;
}

/** Options with their defaults filled in. */
export interface ResolvedMemoryOptions {
  readonly collection: string;
  readonly database: MemoryDatabase;
  readonly capabilities: StoreCapabilities;
  readonly limits: StoreLimits;
}

const checkOptionNames = checkNames<MemoryStoreOptions>({
  collection: true,
  database: true,
  capabilities: true,
  limits: true,
});

/** Checks options and fills in the defaults. */
export function resolveOptions(options: MemoryStoreOptions): ResolvedMemoryOptions {
  checkOptionNames(options, 'memory');
  checkCollectionName(options.collection, 'collection');
  return {
    collection: options.collection,
    database: options.database ?? memoryDatabase(),
    capabilities: {
      namedVectors: 'native',
      addVector: true,
      coarseToFull: 'native',
      words: 'other',
      quantization: ['none'],
      exact: true,
      tenants: 'native',
      readAfterWrite: 'immediate',
      ...options.capabilities,
    },
    limits: {
      recordsPerUpsert: Number.POSITIVE_INFINITY,
      bytesPerUpsert: Number.POSITIVE_INFINITY,
      metadataBytes: Number.POSITIVE_INFINITY,
      candidates: 10_000,
      concurrency: 4,
      ...options.limits,
    },
  };
}
