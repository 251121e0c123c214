import type { JsonObject } from '../json.ts';

/** What a store keeps. */
export interface VectorRecord extends RecordFields {
  readonly id: string;
  /** By name; any subset of the collection's named vectors, each as long as its spec says and L2-normalised. */
  readonly vectors: Readonly<Record<string, Float32Array>>;
  /** Any JSON object; it is read back deep-equal. */
  readonly metadata: JsonObject;
}

/** The text-valued parts of a record, all optional. */
export interface RecordFields {
  readonly text?: string | undefined;
  readonly uri?: string | undefined;
  readonly parentId?: string | undefined;
  readonly source?: string | undefined;
  /** Hash of the content that the vectors were made from. */
  readonly contentHash?: string | undefined;
}

/**
 * A change of some parts of a stored record; everything not named stays as it is, but `contentHash`: without a new one it goes where vectors
 * are changed.
 */
export interface RecordUpdate extends RecordFields {
  readonly id: string;
  readonly vectors?: Readonly<Record<string, Float32Array>>;
  /** Top-level keys that replace the stored ones whole. */
  readonly metadata?: JsonObject;
  /** Top-level metadata keys to take away. */
  readonly unset?: readonly string[];
}
