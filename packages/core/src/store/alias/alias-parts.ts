import type { Store } from '../store.ts';
import type { Alias } from './aliases.ts';

/** What differs between the aliases of two databases. Names are checked before. */
export interface AliasParts {
  /** The database: an address, or an object that stands for itself. */
  readonly place: string | object;
  readonly list: () => Promise<readonly Alias[]>;
  /** The collection that an alias leads to; `undefined` where there is no such alias. */
  readonly resolve: (alias: string) => Promise<string | undefined>;
  /**
   * Makes an alias, or leads it elsewhere, in one step. `from` is where it was seen to lead, and `undefined` where there was none: if that
   * has changed since, throws `aliasMoved` where the database can tell; changes by this process wait for each other anyway.
   */
  readonly point: (alias: string, collection: string, from: string | undefined) => Promise<void>;
  readonly remove: (alias: string) => Promise<void>;
  /**
   * A store of the collection of exactly that name, over the same connection, that is closed with this one: as this one is opened, or,
   * to look at a collection, without what `attach` says.
   */
  readonly open: (collection: string, use: 'same' | 'look') => Store;
  /** For how long reads believe where an alias leads, in milliseconds; writes always ask. Default 1,500. */
  readonly believedMs?: number | undefined;
}
