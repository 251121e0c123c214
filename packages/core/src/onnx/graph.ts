import type { Tensor } from 'onnxruntime-node';
import type { Task } from '../embedder/content.ts';
import type { SessionOptions } from './create-session.ts';
import type { ExpectedGraph } from './signature.ts';

/** Texts that run together. */
export interface TextFeed {
  /** `lengths.length` rows of `length` tokens, padded; may be empty afterwards, since another thread can take over its memory. */
  readonly ids: BigInt64Array<ArrayBuffer>;
  /** Tokens of each text, padding not counted. */
  readonly lengths: readonly number[];
  readonly length: number;
  readonly task: Task;
}

/**
 * Both sides of a graph, each loaded by its first run, so that who embeds texts only never holds the image half. Not for calls
 * at the same time: `createTurns` puts them in line.
 */
export interface Graph {
  /** One vector after another, `rows * dimensions` numbers. */
  runTexts(feed: TextFeed): Promise<Float32Array>;
  /** The same for `rows` images, each `[3, size, size]`; `pixels` may be empty afterwards. */
  runImages(pixels: Float32Array<ArrayBuffer>, rows: number): Promise<Float32Array>;
  /** Whether long texts take the memory of one head's scores only; loads their side. */
  textsByHead(): Promise<boolean>;
  /** Loads all sides now. */
  load(): Promise<void>;
  release(): Promise<void>;
}

/** What an inference is fed with, by the names of the graph's inputs. */
export type Feeds = Readonly<Record<string, Tensor>>;

/** One side of a graph in an open session. */
export interface OpenSide {
  /** The output, `numbers` of them; what the session has no input for is left out of the feeds. */
  run(feeds: Feeds, rows: number, numbers: number): Promise<Float32Array>;
  /** Whether all of its attention is worked out head by head where it is long. */
  readonly isHeadByHead: boolean;
  release(): Promise<void>;
}

/** What a graph is opened with. */
export interface GraphOptions extends ExpectedGraph, SessionOptions {
  readonly onWarning: (message: string) => void;
}
