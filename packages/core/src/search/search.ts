import type { Filter } from '../filter/types.ts';
import type { Hit } from './hit.ts';

/** A search over one named vector, optionally rescored by a larger one of the same modality. */
export interface SearchRequest {
  /** The full embedding of the query; the store truncates it as the spec says. */
  readonly vector: Float32Array;
  /** Named vector to search over. */
  readonly using: string;
  /** Named vector that candidates are scored by again: coarse-to-full. */
  readonly rescore?: string | undefined;
  /** Candidates taken from `using` for each hit of limit + offset, where `rescore` is given. Default 4. */
  readonly oversample?: number | undefined;
  /** Words for the database's own full text, fused by reciprocal rank; throws `unsupported` where it has none. */
  readonly keyword?: string | undefined;
  readonly filter?: Filter | undefined;
  /** Default 10. */
  readonly limit?: number | undefined;
  /** Default 0. */
  readonly offset?: number | undefined;
  /** Leaves out hits of a lower score; one of exactly this score stays. */
  readonly minScore?: number | undefined;
  /** At most `size` hits (default 1) of each value; `limit` then counts values. Records without one are left out. */
  readonly groupBy?: { readonly field: string; readonly size?: number | undefined } | undefined;
  /** Compares with every record instead of asking the approximate index. Default false. */
  readonly exact?: boolean | undefined;
  readonly include?: Include | undefined;
  /** Allows searching over a vector whose backfill is not complete; records without it are not found. Default false. */
  readonly allowIncomplete?: boolean | undefined;
}

/** Which parts of records come back. */
export interface Include {
  /** Default true. */
  readonly metadata?: boolean | undefined;
  /** Default true. */
  readonly text?: boolean | undefined;
  /** Names of vectors. Default none. */
  readonly vectors?: readonly string[] | undefined;
}

/** Hits with an account of how they were found. */
export interface SearchResult {
  readonly hits: readonly Hit[];
  readonly explain: Explain;
}

/** How a search was carried out. */
export interface Explain {
  readonly using: string;
  readonly rescore?: string | undefined;
  /** `single`: one stage. `native`: the database did both. `emulated`: the store asked for candidates and scored them itself. */
  readonly stages: 'single' | 'native' | 'emulated';
  /** Candidates asked from `using`. */
  readonly candidates: number;
  /** Whether every record was compared. */
  readonly exact: boolean;
}
