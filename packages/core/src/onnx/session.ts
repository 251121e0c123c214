import { messageOf } from '../errors.ts';
import { once } from '../async/once.ts';
import { meanOfTokens, textFeeds } from './feeds.ts';
import type { Graph, GraphOptions, OpenSide } from './graph.ts';
import { openHalf } from './half-graph.ts';
import { loadRuntime } from './load-runtime.ts';
import { type Side, sidesOf } from './sides.ts';
import { openWhole } from './whole-graph.ts';

/**
 * A graph of which nothing is loaded yet. Where its halves can't be had apart, both are opened together, which costs memory and
 * is warned of. A run throws `model` for weights that can't be opened, or that have another signature than described.
 */
export async function openGraph(options: GraphOptions): Promise<Graph> {
  const ort = await loadRuntime();
  const { chosen, text, image, dimensions, onWarning } = options;
  const isOneFile = chosen.files.text === chosen.files.image && image !== undefined;
  const opened: OpenSide[] = [];
  let why = '';
  const together = once(async () => {
    const sides = await openWhole(ort, options, sidesOf(options));
    onWarning(
      `the halves of ${chosen.files.text} can't be loaded apart (${why}), so both are kept in memory`,
    );
    return sides;
  });
  const open = (side: Side): (() => Promise<OpenSide>) =>
    once(async () => {
      const half = await openHalf(ort, options, side).catch(async (error: unknown) => {
        why = messageOf(error);
        return (await (isOneFile ? together() : openWhole(ort, options, [side])))[side];
      });
      opened.push(half);
      return half;
    });
  const sides = { text: open('text'), image: open('image') };
  return {
    async runTexts(feed) {
      const side = await sides.text();
      const rows = feed.lengths.length;
      const feeds = textFeeds(ort, text, feed);
      if (text.pooling === 'graph') return await side.run(feeds, rows, rows * dimensions);
      const vectors = await side.run(feeds, rows, rows * feed.length * dimensions);
      return meanOfTokens(vectors, feed, dimensions);
    },
    async runImages(pixels, rows) {
      // Callers refuse images for a model that has no image side.
      if (image === undefined) throw new Error('the model has no image side');
      const { size } = image.pixels;
      const side = await sides.image();
      const feeds = { [image.input]: new ort.Tensor('float32', pixels, [rows, 3, size, size]) };
      return await side.run(feeds, rows, rows * dimensions);
    },
    textsByHead: async () => (await sides.text()).isHeadByHead,
    async load() {
      for (const side of sidesOf(options)) await sides[side]();
    },
    async release() {
      for (const side of opened.splice(0)) await side.release();
    },
  };
}
