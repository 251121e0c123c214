import type { ErrorCode } from '../errors.ts';
import type { PlanStep } from '../plan/types.ts';
import type { Quantization } from '../spec/spec.ts';

/** How far a copy has come. */
export interface CopyProgress {
  /** From 1; of a copy with a journal it goes on counting. */
  readonly pass: number;
  /** The tenant that is read; `undefined` without tenants. */
  readonly tenant: string | undefined;
  /** Of this pass, over all tenants. */
  readonly read: number;
  readonly written: number;
  readonly unchanged: number;
  readonly failed: number;
  /** Records of the source when the copy began. */
  readonly total: number;
  readonly elapsedMs: number;
}

/** One pass over the source. */
export interface CopyPass {
  readonly pass: number;
  /** Whether it went on where an earlier run was stopped; it then counts what it did itself. */
  readonly resumed: boolean;
  readonly read: number;
  readonly written: number;
  /** Records that are as this copy wrote them before. */
  readonly unchanged: number;
  readonly failed: number;
  /** Records that this copy wrote and the source no longer has. */
  readonly removed: number;
  /** The same, but someone else changed or removed them in the target, so they were left as they are. */
  readonly kept: number;
  /** Why nothing was removed of some tenants, where something was to be. */
  readonly notRemoved: readonly string[];
  readonly elapsedMs: number;
}

/** A record that the target refused. */
export interface CopyFailure {
  readonly tenant: string | undefined;
  readonly id: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/** So many of something, and the first of them. */
export interface Listed<Entry> {
  readonly count: number;
  /** At most 20. */
  readonly first: readonly Entry[];
}

/** An id, and of which tenant. */
export interface TenantId {
  readonly tenant: string | undefined;
  readonly id: string;
}

/** What source and target were found to have in common. */
export interface Verification {
  /** Whether nothing differs. */
  readonly equal: boolean;
  readonly counts: {
    readonly source: number;
    readonly target: number;
    readonly differing: Listed<{
      readonly tenant: string | undefined;
      readonly source: number;
      readonly target: number;
    }>;
  };
  readonly ids: {
    readonly compared: number;
    readonly missing: Listed<TenantId>;
    /** In the target alone; with `merge` that is not a difference. */
    readonly extra: Listed<TenantId>;
  };
  readonly records: {
    readonly compared: number;
    /** With the parts that differ, such as `metadata` or `vectors.image`. */
    readonly differing: Listed<TenantId & { readonly parts: readonly string[] }>;
  };
  /** How far the numbers of each vector moved, by its name in the target. */
  readonly vectors: Readonly<Record<string, VectorDrift>>;
  /** Absent where there was nothing to search over. */
  readonly searches?: SearchAgreement | undefined;
}

/** How far the numbers of a vector moved on their way; of those that both sides have. */
export interface VectorDrift {
  readonly compared: number;
  /** Of one number. */
  readonly largestDifference: number;
  /** What one number may differ by: rounding, by how the target keeps numbers. */
  readonly allowed: number;
  /** How the target quantises what it searches over, where it does; what is compared are the numbers that it keeps beside them. */
  readonly quantization?: Quantization | undefined;
}

/** How alike both answer. */
export interface SearchAgreement {
  readonly asked: number;
  /** Share of the source's ten nearest that the target gives as well; of equal scores any counts. */
  readonly recall: number;
  /** The same where the target compares with every record; absent where it was not needed, or can't be asked. */
  readonly exactRecall?: number | undefined;
  /** Why the recall is below 0.99, where it is. */
  readonly reason?: string | undefined;
}

/** What another embedder did. */
export interface EmbeddedCopy {
  /** Texts and images that were embedded, and their tokens. */
  readonly contents: number;
  readonly tokens: number;
  /** The file with each record that could not be embedded and why, where there are some and a journal was named. */
  readonly deadLetters?: string | undefined;
}

/** What a dry run found. */
export interface CopyEstimate {
  readonly records: number;
  readonly tenants: number | undefined;
  /** Bytes of the records in the target, vectors at full precision, from the first page; indexes come on top. */
  readonly storageBytes: number;
  /** Texts and images that would be embedded, and their tokens, where there is an embedder. */
  readonly contents?: number | undefined;
  readonly tokens?: number | undefined;
  /** What the tokens cost, where a price is given. */
  readonly cost?: { readonly amount: number; readonly currency: string } | undefined;
  /**
   * What it takes at least, from reading a page, and from embedding a few texts; writing and images come on top. Absent where it is
   * not known: for nothing to read, and for a service, whose rates `nestvec cost` knows.
   */
  readonly durationMs?: number | undefined;
  /** What would be made in the target. */
  readonly steps: readonly PlanStep[];
}

/** What became of the alias that was to lead to the target. */
export type CopyAlias =
  | { readonly alias: string; readonly from: string | undefined; readonly to: string }
  | { readonly alias: string; readonly notMoved: string };

/** What a copy did. */
export interface CopyReport {
  readonly from: { readonly database: string; readonly collection: string };
  readonly to: { readonly database: string; readonly collection: string };
  readonly passes: readonly CopyPass[];
  /** `no-change`: the last pass found nothing to do. `passes`: all that were asked for are made. */
  readonly ended: 'no-change' | 'passes';
  /** The first 100 records that the target refused in the last pass; `onFailure` gets all. */
  readonly failures: readonly CopyFailure[];
  /** What the target can't keep as the source does, each a sentence. */
  readonly notes: readonly string[];
  /** Why the target could not be made fast again; everything is stored. */
  readonly notOptimized: string | undefined;
  /** Where there is an embedder. */
  readonly embedded?: EmbeddedCopy | undefined;
  /** Absent with `verify: 'none'`, and after a dry run. */
  readonly verification?: Verification | undefined;
  /** Where one was named. */
  readonly alias?: CopyAlias | undefined;
  /** After a dry run. */
  readonly estimate?: CopyEstimate | undefined;
}
