import { describe, expect, it, vi } from 'vitest';
import type { Graph } from './graph.ts';
import { checkImages } from './self-test.ts';

const [east, north] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
const broken = Float32Array.of(Number.NaN, 1);

/** An image side that gives these vectors, one a run. */
function graphOf(...vectors: readonly Float32Array[]): Graph & { readonly runImages: unknown } {
  const runImages = vi.fn<Graph['runImages']>();
  for (const vector of vectors) runImages.mockResolvedValueOnce(vector);
  const unused = vi.fn<() => Promise<never>>();
  const others = { runTexts: unused, textsByHead: unused, load: unused, release: unused };
  return { runImages, ...others };
}

const both = (...pair: readonly Float32Array[]): Float32Array =>
  Float32Array.from(pair.flatMap((vector) => [...vector]));

describe('the first images', () => {
  it.each([
    ['with different vectors need no further one', both(east, north), 2, [], /^nothing$/],
    ['of which there is one, against a chessboard', east, 1, [north], /^nothing$/],
    ['that are the same, against a chessboard', both(east, east), 2, [north], /^nothing$/],
    ['that is a chessboard itself, against a plain one', east, 1, [east, north], /^nothing$/],
    ['that can’t be embedded fail alone', broken, 1, [east, north], /^nothing$/],
    ['where all is one vector', east, 1, [east, east], /same vector for two different images/],
    ['where nothing comes of it', both(broken, broken), 2, [broken, broken], /NaN or infinity/],
    ['where vectors are too long', Float32Array.of(3, 0), 1, [Float32Array.of(0, 3), east], /norm/],
  ] as const)('%s', async (_, first, rows, further, problem) => {
    const graph = graphOf(...further);
    const found = await checkImages(graph, { normalized: true, pixels: { size: 8 } }, first, rows);
    expect(found ?? 'nothing').toMatch(problem);
    expect(graph.runImages).toHaveBeenCalledTimes(further.length);
  });
});
