import type { CollectionSpec, Store } from '@nestvec/core';
import type { FaultTransport } from './fault-transport.ts';

/** One sentence about a store whose server can't be relied on. */
export interface FaultCase {
  readonly title: string;
  /** Rejects where the sentence is not true. */
  readonly run: (context: FaultContext) => Promise<void>;
}

/** What a fault case works with: one collection, seen twice. */
export interface FaultContext {
  readonly transport: FaultTransport;
  readonly spec: CollectionSpec;
  /** Through the transport. */
  readonly store: Store;
  /** Past the transport, to see what is really stored. */
  readonly direct: Store;
  /** How many records a write has. */
  readonly records: number;
  readonly seed: number;
}
