import type { FieldType } from '@nestvec/core';
import type { EmbedderFlags } from '../embedder-flags.ts';
import type { DocumentFlags } from '../open/documents.ts';
import type { PlaceFlags } from '../place-flags.ts';
import type { QueueFlags } from './flags.ts';

interface CollectionFlags extends PlaceFlags, EmbedderFlags, QueueFlags {
  readonly collection: string;
}

/** Flags of a command of a queue. */
export interface RunFlags extends CollectionFlags {
  readonly list?: string;
  readonly priority?: number;
  readonly spendRun?: number;
  readonly price?: number;
  readonly itemsPerJob?: number;
  readonly maxWaiting?: number;
}

/** Flags of a command of a queue. */
export interface AddFlags extends RunFlags, DocumentFlags {
  readonly fields?: Readonly<Record<string, FieldType>>;
  readonly keyword?: true;
  readonly prune: boolean;
}

/** Flags of a command of a queue. */
export interface WorkFlags extends CollectionFlags {
  readonly root: readonly string[];
  readonly jobs?: number;
}

/** Flags of a command of a queue. */
export interface StatusFlags extends QueueFlags {
  readonly json: boolean;
  readonly run?: string;
}
