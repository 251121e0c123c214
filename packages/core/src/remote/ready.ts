import type { TokenEstimate } from './estimate.ts';

/** What of a content goes on the wire. */
export type ReadyInput =
  | { readonly text: string }
  | { readonly url: string }
  | { readonly base64: string };

/** A content that is ready to be sent. */
export interface Ready {
  /** Its place in the caller's list. */
  readonly position: number;
  readonly input: ReadyInput;
  /** Bytes on the wire. */
  readonly bytes: number;
  readonly estimate: TokenEstimate;
}
