import type { EmbedderIdentity } from '../spec/identity.ts';
import type { Modality } from '../spec/models.ts';
import type { CallOptions } from '../async/signal.ts';
import type { FieldType, Quantization, ResolvedSpec } from '../spec/spec.ts';

/** A collection as found in the database, in our words. */
export interface Observed {
  readonly embedder: EmbedderIdentity | undefined;
  readonly vectors: Readonly<Record<string, ObservedVector>>;
  readonly fields: Readonly<Record<string, FieldType>>;
  readonly tenants: boolean;
  /** Whether filters can ask for `$parentId`, `$source` and `$uri`; absent where nothing is needed for that. */
  readonly recordFields?: boolean | undefined;
  /** How the words of texts are kept; absent where they are not. */
  readonly words?: ObservedWords | undefined;
  /** Present where someone else made the collection. */
  readonly attached?: Attached | undefined;
}

/** What is known of a collection that someone else made: which of its vectors are ours, and which names are not free. */
export interface Attached {
  /** Its own names of vectors where they differ from ours. */
  readonly names: Readonly<Record<string, string>>;
  /** Vectors that were added to it, each with its name there. They alone are ever altered or removed. */
  readonly added: Readonly<Record<string, string>>;
  /** Names there of every other vector. */
  readonly taken: readonly string[];
}

/** The words of texts as found. */
interface ObservedWords {
  /** By which rules they were cut. */
  readonly cutter: string;
  /** False while they are cut anew, or where that was interrupted. */
  readonly complete: boolean;
}

/** A named vector as found. */
export interface ObservedVector {
  readonly modality: Modality;
  readonly dimensions: number;
  readonly quantization: Quantization;
  readonly graph: boolean;
  /** False while a backfill is under way or was interrupted. */
  readonly complete: boolean;
}

/** What differs between a spec and a database, in the order in which it would be changed. */
export interface Plan {
  readonly database: string;
  readonly spec: ResolvedSpec;
  /** Canonical form of what was observed; `apply` compares it to what it finds. */
  readonly observed: string;
  /** Empty where nothing differs. */
  readonly steps: readonly PlanStep[];
  /** Vectors and fields that the database has beyond the spec and that no step removes; they are left alone. */
  readonly unmanaged: readonly string[];
}

/** One difference and what to do about it. */
export interface PlanStep {
  /**
   * `create`: the collection. `alter`: in place, nothing lost. `backfill`: a vector computed from a larger stored one, or words cut from the texts.
   * `rebuild`: only by dropping everything and ingesting again; needs consent. `refuse`: not done at all.
   */
  readonly label: 'create' | 'alter' | 'backfill' | 'rebuild' | 'refuse';
  /** What is concerned: `collection`, `embedder`, `vectors.image_64`, `fields.price`, `words`, `tenants`. */
  readonly target: string;
  readonly reason: string;
  readonly change: PlanChange;
}

/** The change of a step, for the adapter that executes it. */
export type PlanChange =
  | { readonly kind: 'create-collection' }
  | { readonly kind: 'add-vector'; readonly name: string }
  /** Of a vector that was added to a collection that someone else made. */
  | { readonly kind: 'remove-vector'; readonly name: string }
  | { readonly kind: 'set-graph'; readonly name: string }
  | { readonly kind: 'set-quantization'; readonly name: string }
  | { readonly kind: 'add-field'; readonly name: string }
  | { readonly kind: 'add-record-fields' }
  /** A place for the words of texts, or other rules by which they are cut. */
  | { readonly kind: 'set-words' }
  | { readonly kind: 'set-embedder' }
  | { readonly kind: 'backfill'; readonly name: string; readonly from: string }
  /** Words, from the stored texts. */
  | { readonly kind: 'backfill-words' }
  | { readonly kind: 'rebuild' }
  | { readonly kind: 'none' };

/** Options of `Store.apply`. */
export interface ApplyOptions extends CallOptions {
  /** Consent to lose every record for a `rebuild`. Default false. */
  readonly allowRebuild?: boolean | undefined;
  /** Called while a backfill runs. */
  readonly onProgress?: ((progress: ApplyProgress) => void) | undefined;
}

/** Progress of the step under way. */
export interface ApplyProgress {
  readonly step: PlanStep;
  readonly done: number;
  readonly total: number;
}

/** What `apply` did. */
export interface Applied {
  readonly steps: readonly PlanStep[];
}
