import type { Usage } from '../embedder.ts';
import type { NestvecError } from '../errors.ts';
import type { Item } from '../item.ts';
import type { CallOptions } from '../signal.ts';

/** What an ingest reads: items, and failures of a source that could not make one, such as a broken line of a file. */
export type ItemSource = Iterable<Item | SourceFailure> | AsyncIterable<Item | SourceFailure>;

/** An entry of a source that is no item. */
export interface SourceFailure {
  /** What the entry is called, such as `items.jsonl:3`. */
  readonly id: string;
  readonly error: NestvecError;
}

/** An item that was not written, and why. The rest of the run goes on. */
export interface ItemFailure extends SourceFailure {
  /** Position in the source, from 0. */
  readonly index: number;
  readonly stage: 'read' | 'check' | 'embed';
}

/** Options of an ingest. */
export interface IngestOptions extends CallOptions {
  /** Called after every written batch. */
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  /** Called for every item that is not written. */
  readonly onFailure?: ((failure: ItemFailure) => void) | undefined;
  /** Called before a failed call is tried again. */
  readonly onRetry?:
    | ((attempt: { readonly error: unknown; readonly waitMs: number }) => void)
    | undefined;
}

/** Counts so far. */
export interface IngestProgress {
  /** Items taken from the source, failures included. */
  readonly read: number;
  /** Items whose record is confirmed by the database; a repeated id counts every time. */
  readonly written: number;
  readonly failed: number;
  /** Items whose id came before in this run; the last one wins. */
  readonly repeated: number;
  /** Texts longer than the model reads. */
  readonly truncated: number;
  readonly usage: Usage;
}

/** What an ingest did. */
export interface IngestReport extends IngestProgress {
  /** The first 100 failures; `onFailure` gets all. */
  readonly failures: readonly ItemFailure[];
}
