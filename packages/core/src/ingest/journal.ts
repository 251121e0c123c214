import type { EmbeddedContent } from '../embedder/embedder.ts';
import type { EmbedderIdentity } from '../spec/identity.ts';
import type { Modality } from '../spec/models.ts';
import type { RecordFields, VectorRecord } from '../record/record.ts';
import type { ItemFailure } from './failure.ts';

/**
 * What an ingest remembers on disk: embeddings by the hash of their content, and how far each item has come. It belongs to
 * one collection, whose tenants share its embeddings and nothing else. `openJournal` of `@nestvec/core/journal` makes one.
 */
export interface Journal {
  /** Where it is. */
  readonly directory: string;
  /** Starts a run. Rejects with `journal` where it belongs to another collection, or a run is under way. */
  begin(facts: RunFacts): Promise<JournalRun>;
  /** Where a source that can't be read again goes on; `undefined` before anything of it was settled. */
  resumePoint(choice?: SourceChoice): Promise<ResumePoint | undefined>;
  /** Writes the items that could not be written, each with its reason, to a file of JSON lines; resolves to their number. */
  writeDeadLetters(path?: string): Promise<number>;
  /** Rejects with nothing; a run under way ends first. */
  close(): Promise<void>;
}

/** Which source, of which tenant. */
export interface SourceChoice {
  /** Default: the empty name, as in an ingest. */
  readonly source?: string | undefined;
  /** Default: what was written without a tenant. */
  readonly tenant?: string | undefined;
}

/** What a run is about. */
export interface RunFacts {
  readonly database: string;
  readonly collection: string;
  /** Items and sources of other tenants are left alone. */
  readonly tenant: string | undefined;
  readonly identity: EmbedderIdentity;
  /** Name of the source; items of other sources are left alone. */
  readonly source: string;
  /** Whether nothing is to be changed. */
  readonly dry: boolean;
}

/** Everything up to and including this item of the last run is written or is a dead letter. */
export interface ResumePoint {
  /** Position in the source as that run read it, from 0. */
  readonly index: number;
  readonly id: string;
}

/** One run's view of a journal. What `keep` is given is on the disk when it resolves; the rest is soon after. */
export interface JournalRun {
  /** Items that the last complete run over this source read. */
  readonly lastTotal: number | undefined;
  /** What is known of items, in the order of their ids. */
  look(ids: readonly string[]): Promise<readonly (KnownItem | undefined)[]>;
  /** Which contents have an embedding of this run's embedder. */
  has(hashes: readonly string[]): Promise<readonly boolean[]>;
  /** Their embeddings; a damaged one is taken away and `undefined`. */
  recall(hashes: readonly string[]): Promise<readonly (EmbeddedContent | undefined)[]>;
  /** Puts embeddings and the items made of them on the disk, all or nothing, before anything is sent. */
  keep(embeddings: readonly KeptEmbedding[], items: readonly KeptItem[]): Promise<void>;
  /** Items that a killed run kept and did not get confirmed, in pages of at most `size`. */
  unfinished(size: number): AsyncIterable<readonly KeptItem[]>;
  /** Checkpoint after the database's confirmation; a version that was replaced meanwhile stays unfinished. */
  confirm(items: readonly ItemVersion[], point: ResumePoint | undefined): Promise<void>;
  /** Checkpoint of items that are as they were. */
  pass(items: readonly ItemVersion[], point: ResumePoint | undefined): Promise<void>;
  /** Checkpoint of an item that can't be written. */
  bury(failure: ItemFailure, point: ResumePoint | undefined): Promise<void>;
  /** Items of this source that this run has not seen, in pages of at most `size`; a page may be forgotten before the next. */
  unseen(size: number): AsyncIterable<readonly string[]>;
  forget(ids: readonly string[]): Promise<void>;
  /** Ends the run; `total` is given where the source was read to its end. */
  end(total: number | undefined): Promise<void>;
}

/** What is known of an item. */
export interface KnownItem {
  readonly textHash: string | undefined;
  readonly imageHash: string | undefined;
  readonly recordHash: string;
  /** The state of the image's file when it was hashed. */
  readonly signature: string | undefined;
  /** Whether the database has confirmed it. */
  readonly confirmed: boolean;
  /** Whether this run has come across it already. */
  readonly seen: boolean;
  /** Whether another source of the tenant gave it last. */
  readonly elsewhere: boolean;
}

/** An embedding to keep. */
export interface KeptEmbedding {
  readonly hash: string;
  readonly embedding: EmbeddedContent;
}

/** Which item, and as which entry of the source. */
export interface ItemVersion {
  readonly id: string;
  readonly index: number;
  /** The run that kept it, where it is an earlier one. */
  readonly run?: number | undefined;
}

/** An item whose embeddings are there, with all that its record needs, so that it can be written without its source. */
export interface KeptItem extends ItemVersion {
  readonly contents: readonly { readonly modality: Modality; readonly hash: string }[];
  readonly recordHash: string;
  readonly signature: string | undefined;
  readonly fields: RecordFields & Pick<VectorRecord, 'metadata'>;
}
