import type { CollectionSpec, Store } from '@nestvec/core';
import type { FaultLane } from './fault-lane.ts';

/** One sentence about a store whose server can't be relied on. */
export interface FaultCase {
  readonly title: string;
  /** Rejects where the sentence is not true. */
  readonly run: (context: FaultContext) => Promise<void>;
}

/** What a fault case works with: one collection, seen twice. */
export interface FaultContext {
  readonly lane: FaultLane;
  readonly spec: CollectionSpec;
  /** Through the lane. */
  readonly store: Store;
  /** Past the lane, to see what is really stored. */
  readonly direct: Store;
  /** How many records a write has. */
  readonly records: number;
  readonly seed: number;
}
