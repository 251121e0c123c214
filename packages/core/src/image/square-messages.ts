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
  /** Side of the square in pixels. */
  readonly size: number;
  /** Longest time for decoding. */
  readonly timeoutMs: number;
}
