import type { Tensor } from 'onnxruntime-node';
import { messageOf } from '../errors.ts';
import { once } from '../async/once.ts';
import type { SessionOptions } from './create-session.ts';
import { openHalf } from './half-graph.ts';
import { loadRuntime } from './load-runtime.ts';
import type { ExpectedSizes } from './signature.ts';
import { openWhole } from './whole-graph.ts';

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
  /** The same for `rows` pictures, each `[3, size, size]`; `pixels` may be empty afterwards. */
  runImages(pixels: Float32Array<ArrayBuffer>, rows: number): Promise<Float32Array>;
  /** Whether long texts take the memory of one head's scores only; loads their side. */
  textsByHead(): Promise<boolean>;
  /** Loads both sides now. */
  load(): Promise<void>;
  release(): Promise<void>;
}

/** One side of a graph in an open session. */
export interface OpenSide {
  /** Of `rows` texts or pictures, one vector after another. */
  run(feed: Tensor, rows: number): Promise<Float32Array>;
  /** Whether all of its attention is worked out head by head where it is long. */
  readonly isHeadByHead: boolean;
  release(): Promise<void>;
}

/** What a graph is opened with. */
export interface GraphOptions extends ExpectedSizes, SessionOptions {
  readonly onWarning: (message: string) => void;
}

/**
 * A graph of which nothing is loaded yet. Where its halves can't be had apart, both are opened together, which costs memory and
 * is warned of. A run throws `model` for weights that can't be opened, or that have another signature than jina-clip-v2's.
 */
export async function openGraph(options: GraphOptions): Promise<Graph> {
  const ort = await loadRuntime();
  const { chosen, size, onWarning } = options;
  const opened: OpenSide[] = [];
  let why = '';
  const whole = once(async () => {
    const sides = await openWhole(ort, options);
    onWarning(
      `the halves of ${chosen.file} can't be loaded apart (${why}), so both are kept in memory`,
    );
    return sides;
  });
  const open = (side: 'text' | 'image'): (() => Promise<OpenSide>) =>
    once(async () => {
      const half = await openHalf(ort, options, side).catch(async (error: unknown) => {
        why = messageOf(error);
        return (await whole())[side];
      });
      opened.push(half);
      return half;
    });
  const sides = { text: open('text'), image: open('image') };
  return {
    async runTexts(ids, rows, length) {
      const side = await sides.text();
      return await side.run(new ort.Tensor('int64', ids, [rows, length]), rows);
    },
    async runImages(pixels, rows) {
      const side = await sides.image();
      return await side.run(new ort.Tensor('float32', pixels, [rows, 3, size, size]), rows);
    },
    textsByHead: async () => (await sides.text()).isHeadByHead,
    async load() {
      await sides.text();
      await sides.image();
    },
    async release() {
      for (const side of opened.splice(0)) await side.release();
    },
  };
}
