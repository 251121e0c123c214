import type { CallOptions } from '../async/signal.ts';
import type { Task } from '../embedder/content.ts';
import type { NestvecError } from '../errors.ts';
import type { Decoded } from './decode-embedding.ts';
import type { ReadyInput } from './ready.ts';

/** One way to a hosted model. A call is one request; it never throws but with `aborted`. */
export interface Service {
  /** For messages: `jina`. */
  readonly name: string;
  send(inputs: readonly ReadyInput[], options: SendOptions): Promise<Answer | Failure>;
}

/** Options of one request. */
export interface SendOptions extends CallOptions {
  readonly task: Task;
  /** Whether a text over the model's limit is cut instead of refused. */
  readonly truncate: boolean;
}

/** What came back, in the order of the inputs. */
export interface Answer {
  readonly ok: true;
  /** `undefined` for an input that the answer left out. */
  readonly results: readonly (Result | undefined)[];
  /** Tokens that the service counted in all; `undefined` where it does not say. */
  readonly tokens: number | undefined;
  readonly remaining: Remaining;
}

/** An embedding, with its own tokens where the service says them. */
export interface Result {
  readonly decoded: Decoded;
  readonly tokens?: number | undefined;
}

/** A request without embeddings. */
export interface Failure {
  readonly ok: false;
  readonly error: NestvecError<'embedder'>;
  /**
   * What is to blame: `inputs` one of them or their number, so a part of them may pass; `length` the same, and it is that a text
   * is too long; `spend` that it could pass the cap, which a part of it may not; `call` everything else, which no part would
   * survive.
   */
  readonly blame: 'inputs' | 'length' | 'spend' | 'call';
  /** Whether the service may have counted tokens for it. */
  readonly mayBeCharged: boolean;
  readonly remaining: Remaining;
}

/** What the service says is left of the minute. */
export interface Remaining {
  readonly requests?: number | undefined;
  readonly tokens?: number | undefined;
}
