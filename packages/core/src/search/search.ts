import type { Filter } from '../filter/types.ts';
import type { EmbedderIdentity } from '../spec/identity.ts';
import type { Hit } from './hit.ts';

/** What every search takes, whatever it orders by. */
interface ListOptions {
  readonly filter?: Filter | undefined;
  /** Default 10. */
  readonly limit?: number | undefined;
  /** Default 0. */
  readonly offset?: number | undefined;
  /**
   * How many hits the list has, of which `limit` and `offset` cut a page: every page is a part of the same list. Default 100, at
   * most `limits.candidates`.
   */
  readonly depth?: number | undefined;
  readonly include?: Include | undefined;
}

/** A search over one named vector, optionally rescored by a larger one of the same modality. */
export interface VectorSearch extends ListOptions {
  /** The full embedding of the query; the store truncates it as the spec says. */
  readonly vector: Float32Array;
  /** Named vector to search over. */
  readonly using: string;
  /** Named vector that candidates are scored by again: coarse-to-full. */
  readonly rescore?: string | undefined;
  /** Candidates taken from `using` for each hit of `depth`, where `rescore` is given. Default 4. */
  readonly oversample?: number | undefined;
  /** Leaves out hits of a lower score; one of exactly this score stays. */
  readonly minScore?: number | undefined;
  /** Compares with every record instead of asking the approximate index. Default false. */
  readonly exact?: boolean | undefined;
  /** Allows searching over a vector whose backfill is not complete; records without it are not found. Default false. */
  readonly allowIncomplete?: boolean | undefined;
  /** What `vector` was made by; the search rejects with `identity` where another embedder filled the collection. */
  readonly madeBy?: Origin | undefined;
  readonly words?: undefined;
}

/** A search by words: the records whose text holds at least one of them, in the order of the database's own full text. */
export interface WordSearch extends ListOptions {
  /** Throws `unsupported` where `capabilities.words` is false, and `invalid-input` where the spec has no `keyword`. */
  readonly words: string;
  /** Allows searching over words of which not all are cut yet, or were cut by other rules. Default false. */
  readonly allowIncomplete?: boolean | undefined;
  readonly vector?: undefined;
  readonly using?: undefined;
}

/** A search, which gives one ordered list: by a vector or by words. */
export type SearchRequest = VectorSearch | WordSearch;

/** Where a vector comes from. */
export interface Origin {
  readonly identity: EmbedderIdentity;
  /** Fields in which the collection's embedder may differ. Default none. */
  readonly acceptNear?: readonly (keyof EmbedderIdentity)[] | undefined;
}

/** Which parts of records come back. */
export interface Include<Name extends string = string, Field extends string = string> {
  /** Default true. Names of declared fields: of each its value, where it has one, and nothing else. */
  readonly metadata?: boolean | readonly Field[] | undefined;
  /** Default true. */
  readonly text?: boolean | undefined;
  /** What ties a record to others: `uri` and `parentId`, and outside of searches `source` and `contentHash`. Default true. */
  readonly links?: boolean | undefined;
  /** Names of vectors; an empty list leaves all out. Default: none for a search, all for `get` and `scan`. */
  readonly vectors?: readonly Name[] | undefined;
}

/** Hits with an account of how they were found. */
export interface SearchResult {
  readonly hits: readonly Hit[];
  readonly explain: Explain;
}

/** How a search was carried out. */
export interface Explain {
  /** Named vector that was searched over; `undefined` for a search by words. */
  readonly using: string | undefined;
  readonly rescore?: string | undefined;
  /** `single`: one stage. `native`: the database did both. `emulated`: the store asked for candidates and scored them itself. */
  readonly stages: 'single' | 'native' | 'emulated';
  /** Hits that the list has at most. */
  readonly depth: number;
  /** Candidates of the first stage, from which the list is made: `depth`, or several times as many where there are two stages. */
  readonly candidates: number;
  /** Whether every record was compared. */
  readonly exact: boolean;
  /** Of a search by words in a tenant: there where the texts of other tenants change how rare a word is, and so the order. */
  readonly rarity?: 'over-all-tenants' | undefined;
}
