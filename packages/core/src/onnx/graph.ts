import type { Tensor } from 'onnxruntime-node';
import type { SessionOptions } from './create-session.ts';
import type { ExpectedSizes } from './signature.ts';

/**
 * Both sides of a graph, each loaded by its first run, so that who embeds texts only never holds the image half. Not for calls
 * at the same time: `createTurns` puts them in line.
 */
export interface Graph {
  /**
   * One vector after another, `rows * dimensions` numbers. `ids` holds `rows` padded texts of `length` tokens; it may be empty
   * afterwards, since another thread can take over its memory.
   */
  runTexts(ids: BigInt64Array<ArrayBuffer>, rows: number, length: number): Promise<Float32Array>;
  /** The same for `rows` images, each `[3, size, size]`; `pixels` may be empty afterwards. */
  runImages(pixels: Float32Array<ArrayBuffer>, rows: number): Promise<Float32Array>;
  /** Whether long texts take the memory of one head's scores only; loads their side. */
  textsByHead(): Promise<boolean>;
  /** Loads both sides now. */
  load(): Promise<void>;
  release(): Promise<void>;
}

/** One side of a graph in an open session. */
export interface OpenSide {
  /** Of `rows` texts or images, one vector after another. */
  run(feed: Tensor, rows: number): Promise<Float32Array>;
  /** Whether all of its attention is worked out head by head where it is long. */
  readonly isHeadByHead: boolean;
  release(): Promise<void>;
}

/** What a graph is opened with. */
export interface GraphOptions extends ExpectedSizes, SessionOptions {
  readonly onWarning: (message: string) => void;
}
