import type { Usage } from '../embedder/embedder.ts';
import type { Item } from '../embedder/item.ts';
import type { CallOptions } from '../async/signal.ts';
import type { ItemFailure, SourceFailure } from './failure.ts';
import type { Journal } from './journal.ts';

/** What an ingest reads: items, and failures of a source that could not make one, such as a broken line of a file. */
export type ItemSource = Iterable<Item | SourceFailure> | AsyncIterable<Item | SourceFailure>;

/** Options of an ingest. */
export interface IngestOptions extends CallOptions {
  /**
   * Makes the run survive being killed: the next one goes on where it was, skips what has not changed, and pays for no
   * embedding twice. `openJournal` of `@nestvec/core/journal` opens one.
   */
  readonly journal?: Journal | undefined;
  /** Name of the source in the journal, where several fill one collection; `prune` keeps to it. Default: the empty name. */
  readonly source?: string | undefined;
  /** Whether `items` are only some of the source's; then nothing counts as removed from it. Default false. */
  readonly partial?: boolean | undefined;
  /**
   * Removes records of items that an earlier run over this source wrote and this one did not come across. Needs a journal; does
   * nothing where the source gave no items, and leaves what may come from an entry that could not be read. Default false.
   */
  readonly prune?: boolean | undefined;
  /** Whether items that the journal holds for unchanged are looked up in the database before they are skipped. Default true. */
  readonly verify?: boolean | undefined;
  /**
   * Without a journal: skips items that are in the collection as they would be written, by one `get` for each group of items that was
   * read, and keeps with each record the hash that is compared. Default false.
   */
  readonly skipStored?: boolean | undefined;
  /** Does everything but embed and write, to count what a run would do and cost. Default false. */
  readonly dryRun?: boolean | undefined;
  /** When it fires, no more is read, what was read is written, and the report says `drained`. `signal` drops what is under way. */
  readonly drain?: AbortSignal | undefined;
  /** Entries of the source, where known, for the time left. Default: those of the last complete run in the journal. */
  readonly total?: number | undefined;
  /** What the embedder's service charges, for `cost`. */
  readonly price?: TokenPrice | undefined;
  /**
   * Longest time that an item waits for others to share a call with, in milliseconds, where the source is slow: so long after it was
   * read it is on its way through the embedder to the database. Default 10,000.
   */
  readonly maxWaitMs?: number | undefined;
  /** Called after every group of items that was read, every call of the embedder and every written batch. */
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  /** Called for every item that is not written. */
  readonly onFailure?: ((failure: ItemFailure) => void) | undefined;
  /** Called before a failed call is tried again. */
  readonly onRetry?:
    | ((attempt: { readonly error: unknown; readonly waitMs: number }) => void)
    | undefined;
}

/** A price by tokens. */
export interface TokenPrice {
  readonly perMillionTokens: number;
  /** Such as `USD`. */
  readonly currency: string;
}

/** Counts so far. */
export interface IngestProgress {
  /** Items taken from the source, failures included. */
  readonly read: number;
  /** Items whose record is confirmed by the database; a repeated id counts every time. */
  readonly written: number;
  readonly failed: number;
  /** Items that are as they were, so nothing was done. */
  readonly unchanged: number;
  /** Items that an earlier run had embedded and not finished, written first; given again by the source, they are `unchanged`. */
  readonly resumed: number;
  /** Records of removed items that were removed. */
  readonly pruned: number;
  /** Records that were not removed, since what they come from could not be read this time. */
  readonly spared: number;
  /** Items whose id came before in this run; the last one wins. */
  readonly repeated: number;
  /**
   * Items that another source had given an id, and this one overwrites with something else: folders whose files are called the
   * same need ids, or collections, of their own. The journal knows it.
   */
  readonly overwritten: number;
  /** Contents that were embedded, and those that took the embedding of an equal one, of this run or in the journal. */
  readonly embedded: number;
  readonly reused: number;
  /** Texts longer than the model reads. */
  readonly truncated: number;
  readonly usage: Usage;
  /** Of `usage`, where `price` is given. */
  readonly cost: { readonly amount: number; readonly currency: string } | undefined;
  readonly elapsedMs: number;
  /** Where the number of items is known and some are done. */
  readonly remainingMs: number | undefined;
}

/** What an ingest did. */
export interface IngestReport extends IngestProgress {
  /** The first 100 failures; `onFailure` gets all. */
  readonly failures: readonly ItemFailure[];
  /** Whether it ended early because `drain` fired. */
  readonly drained: boolean;
  /** Why `prune` removed nothing, where it was asked for and could not be done. */
  readonly notPruned: string | undefined;
  /** Why the database could not be made fast again after so many writes; everything is stored. `store.optimize` tries again. */
  readonly notOptimized: string | undefined;
  /** What the run would do, after a dry one. */
  readonly estimate: IngestEstimate | undefined;
}

/** What a dry run found. */
export interface IngestEstimate {
  /** Items that would be written. */
  readonly items: number;
  /** Contents that would be embedded. */
  readonly contents: number;
  /** As the embedder measures them. */
  readonly tokens: number;
  readonly cost: { readonly amount: number; readonly currency: string } | undefined;
  /** Bytes of the records, vectors at full precision; indexes come on top. */
  readonly storageBytes: number;
}
