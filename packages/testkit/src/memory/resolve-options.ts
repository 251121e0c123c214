import { checkNames, invalid, parseInput } from '@nestvec/core/kit';
import {
  type AttachOptions,
  attachSchema,
  checkCollectionName,
  type StoreCapabilities,
  type StoreLimits,
} from '@nestvec/core/store';
import { memoryDatabase, type MemoryDatabase } from './memory-database.ts';

/** What `memoryStore` takes. */
export interface MemoryStoreOptions {
  readonly collection: string;
  /** Shared by stores that are to see each other's writes. Default: one of its own. */
  readonly database?: MemoryDatabase | undefined;
  /** Capabilities to behave by instead of its own, to see how callers cope with a weaker database. Default: its own. */
  readonly capabilities?:
    | Partial<
        Pick<StoreCapabilities, 'addVector' | 'words' | 'exact' | 'quantization' | 'machines'>
      >
    | undefined;
  /** Limits to declare; each that is left out has its default. */
  readonly limits?: Partial<StoreLimits> | undefined;
  /** What the collection holds where someone else made it, as `addForeign` does. Its ids are what they are. */
  readonly attach?: AttachOptions | undefined;
}

/** Options with their defaults filled in. */
export interface ResolvedMemoryOptions {
  readonly collection: string;
  readonly database: MemoryDatabase;
  readonly capabilities: StoreCapabilities;
  readonly limits: StoreLimits;
  readonly attach: AttachOptions | undefined;
}

const checkOptionNames = checkNames<MemoryStoreOptions>({
  collection: true,
  database: true,
  capabilities: true,
  limits: true,
  attach: true,
});

/** Checks options and fills in the defaults. */
export function resolveOptions(options: MemoryStoreOptions): ResolvedMemoryOptions {
  checkOptionNames(options, 'memory');
  checkCollectionName(options.collection, 'collection');
  const attach =
    options.attach === undefined
      ? undefined
      : parseInput(attachSchema, options.attach, 'memory.attach');
  if (attach?.ids === 'mapped')
    throw invalid('memory.attach.ids', 'must be native: any text is an id here, so none is mapped');
  return {
    collection: options.collection,
    attach,
    database: options.database ?? memoryDatabase(),
    capabilities: {
      namedVectors: 'native',
      addVector: true,
      coarseToFull: 'native',
      words: 'bm25',
      quantization: ['none'],
      facets: 'native',
      sort: 'native',
      textFilter: true,
      startsWith: true,
      exact: true,
      tenants: 'native',
      aliases: 'record',
      readAfterWrite: 'immediate',
      machines: 'one',
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
