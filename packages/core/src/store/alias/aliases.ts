import type { CallOptions } from '../../async/signal.ts';
import type { IdentityComparison } from '../../spec/identity.ts';

/** Another name of a collection. */
export interface Alias {
  readonly alias: string;
  readonly collection: string;
}

/** Options of `StoreAliases.move`. */
export interface MoveAliasOptions extends CallOptions {
  /**
   * The collection that the alias must lead to now; rejects with `plan` where it leads to another one. Default: whichever it leads to.
   */
  readonly from?: string | undefined;
  /** Says that the new collection may be filled by another embedder than the old one. Default false. */
  readonly otherModel?: boolean | undefined;
}

/** What a move did. */
export interface AliasMove {
  readonly alias: string;
  readonly from: string;
  readonly to: string;
  /** What the embedders of both collections have in common; `unknown` where one of the two does not name its own. */
  readonly verdict: IdentityComparison['verdict'];
  /** Fields of the embedder's identity that differ. */
  readonly fields: readonly string[];
}

/**
 * Other names of the collections in a store's database, under which stores can be opened as under the collections' own. Where the
 * database has none every call throws `unsupported`; see `capabilities.aliases`.
 */
export interface StoreAliases {
  /** All of the database, in the order of their names. */
  list(options?: CallOptions): Promise<readonly Alias[]>;
  /** The collection that an alias leads to; `undefined` where there is no such alias. */
  get(alias: string, options?: CallOptions): Promise<string | undefined>;
  /**
   * Makes an alias; of one that leads there already nothing. Rejects with `invalid-input` where it leads elsewhere or a collection has
   * that name, and for an alias of an alias; with `not-found` where there is no such collection.
   */
  set(alias: string, collection: string, options?: CallOptions): Promise<void>;
  /**
   * Leads an alias to another collection, in one step: who opens it finds the one or the other. Where it fails, the alias is as it was.
   * Rejects with `identity` where the collections were filled by different embedders, unless that is allowed, and otherwise as `set`;
   * with `not-found` where there is no such alias.
   */
  move(alias: string, collection: string, options?: MoveAliasOptions): Promise<AliasMove>;
  /** Takes an alias away, and nothing else. Resolves to whether there was one. */
  remove(alias: string, options?: CallOptions): Promise<boolean>;
}
