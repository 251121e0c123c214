import type { SquareRule } from './geometry.ts';
import type { Header } from './header.ts';

/** An image's file, read and found to be within the limits, but not decoded. */
export interface ImageFile {
  readonly bytes: Uint8Array;
  readonly header: Header;
  /** Its name for messages. */
  readonly source: string;
}

/** An image that a thread is to make a model's square of. */
export interface SquareQuestion {
  readonly file: ImageFile;
  readonly rule: SquareRule;
  /** Longest time for decoding. */
  readonly timeoutMs: number;
}
