import type { Content, Task } from './content.ts';
import type { NestvecError } from '../errors.ts';
import type { EmbedderIdentity } from '../spec/identity.ts';
import type { CallOptions } from '../async/signal.ts';

/** Turns contents into full-size embeddings, locally or by a service. */
export interface Embedder {
  readonly identity: EmbedderIdentity;
  readonly limits: EmbedderLimits;
  /**
   * Embeddings in the order of `contents`. A content that can't be embedded is a failed value in its place; the call
   * rejects only when it failed as a whole (`embedder`, `aborted`, `closed`).
   */
  embed(contents: readonly Content[], options: EmbedOptions): Promise<EmbedResult>;
  /** What each content would cost, without inference and without reading images. */
  measure(contents: readonly Content[], options?: CallOptions): Promise<readonly ContentSize[]>;
  /** Frees the model or the connections. Calls in flight finish first. */
  close(): Promise<void>;
}

/** What one `embed` call may hold, as data, so that callers can plan batches. */
export interface EmbedderLimits {
  readonly itemsPerCall: number;
  /** `Infinity` where there is no such limit. */
  readonly tokensPerCall: number;
  readonly bytesPerCall: number;
  /** Calls that are worth having in flight at once. */
  readonly concurrency: number;
}

/** Options of `Embedder.embed`. */
export interface EmbedOptions extends CallOptions {
  readonly task: Task;
}

/** Outcome of `Embedder.embed`. */
export interface EmbedResult {
  readonly embeddings: readonly Embedding[];
  readonly usage: Usage;
}

/** One embedding or the reason there is none. */
export type Embedding = EmbeddedContent | FailedContent;

/** An embedded content. */
export interface EmbeddedContent {
  readonly ok: true;
  /** Full size, L2-normalised. */
  readonly vector: Float32Array;
  /** Tokens read, special tokens included; 0 for an image in a local model. */
  readonly tokens: number;
  /** Whether the text was longer than `identity.maxTokens` and lost its end. */
  readonly truncated: boolean;
}

/** A content that could not be embedded. */
export interface FailedContent {
  readonly ok: false;
  readonly error: NestvecError;
}

/** What a call consumed. */
export interface Usage {
  readonly tokens: number;
  readonly requests: number;
}

/** Size of one content before it is embedded. */
export interface ContentSize {
  readonly tokens: number;
  readonly bytes: number;
}
