import { messageOf } from '../errors.ts';
import { once } from '../async/once.ts';
import type { Graph, GraphOptions, OpenSide } from './graph.ts';
import { openHalf } from './half-graph.ts';
import { loadRuntime } from './load-runtime.ts';
import { openWhole } from './whole-graph.ts';

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
