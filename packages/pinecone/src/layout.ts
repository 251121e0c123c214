import type { VectorRecord } from '@nestvec/core';
import type { StoredRecord, WireMetadata } from './api.ts';
import type { Clause } from './filter.ts';

/** How records lie in the first index of a collection of ours, or in an index that someone else made. Pure. */
export interface Layout {
  /** Id of a record there. Throws `invalid-input` where the index can't have it. */
  homeId(id: string): string;
  /** Everything of a record but its vectors. Throws `invalid-input` for what can't be kept. */
  toMetadata(record: VectorRecord, version: string | undefined): WireMetadata;
  readonly fromStored: (stored: StoredRecord) => HomeRecord;
  /** Whether a text goes to the keeper. */
  isLong(text: string): boolean;
  /** The metadata key that holds `homeId`, in this index and in those beside it; records of someone else have none. */
  readonly idKey: string | undefined;
  /** What the records have in common that a search may give. */
  readonly scope: Exclude<Clause, false>;
  /** Whether records may lack the vector of this index. */
  readonly takesBare: boolean;
}

/** A record of the first index, without its other vectors. */
export interface HomeRecord {
  readonly home: string;
  readonly version: string | undefined;
  /** Names of the vectors that it was written with. */
  readonly written: readonly string[];
  /** The vector of the first index, if it has one. */
  readonly vector: Float32Array | undefined;
  readonly textRef: string | undefined;
  readonly record: Omit<VectorRecord, 'vectors'>;
}
