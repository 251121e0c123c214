import type { NestvecError } from '../errors.ts';

/** What a remote embedder reports while it works. Neither callback ever gets a key. */
export interface RemoteCallbacks {
  /** A request failed and is sent again after a wait. */
  readonly onRetry?: ((retry: RetryReport) => void) | undefined;
  /** A request was answered. */
  readonly onUsage?: ((usage: UsageReport) => void) | undefined;
}

/** A request that is sent again. */
export interface RetryReport {
  readonly error: NestvecError<'embedder'>;
  readonly waitMs: number;
  /** 1 for the first retry. */
  readonly attempt: number;
}

/** What one answer cost beside what was expected. */
export interface UsageReport extends UsageCount {
  readonly contents: number;
  /** The same for all answers of this embedder so far. */
  readonly total: UsageCount & { readonly requests: number };
}

/** Tokens as the service counted them, and as they were estimated before. */
export interface UsageCount {
  readonly tokens: number;
  readonly estimatedTokens: number;
}
