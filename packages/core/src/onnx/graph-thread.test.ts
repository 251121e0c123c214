import { performance } from 'node:perf_hooks';
import { describe, expect, it, vi } from 'vitest';
import { goldenPath, modelDirectories } from './__fixtures__/golden.ts';
import { clipSides, textFeed } from './__fixtures__/clip-sides.ts';
import { chooseWeights } from './choose-weights.ts';
import { openGraphApart } from './graph-thread.ts';
import { usualRuntime } from './runtime-options.ts';
import type { Graph, GraphOptions } from './graph.ts';
import { openGraph } from './session.ts';

const directory = modelDirectories.tiny;

async function graphOptions(onWarning: GraphOptions['onWarning']): Promise<GraphOptions> {
  const chosen = await chooseWeights(directory, 'fp32', 'one');
  const rest = { ...usualRuntime, ...clipSides(32, 32) };
  return { directory, chosen, ...rest, onWarning };
}

const text = async (graph: Graph): Promise<Float32Array> =>
  await graph.runTexts(textFeed([0n, 5n, 6n, 2n], 1));

describe('a graph in a thread of its own', () => {
  it('gives the vectors of one in the caller’s, and takes over what it is fed', async () => {
    const options = await graphOptions(vi.fn());
    const [apart, here] = [await openGraphApart(options), await openGraph(options)];
    const pixels = (): Float32Array<ArrayBuffer> =>
      new Float32Array(3 * 32 * 32).map((_, i) => Math.sin(i));
    const fed = pixels();
    expect(await apart.runImages(fed, 1)).toEqual(await here.runImages(pixels(), 1));
    expect(await text(apart)).toEqual(await text(here));
    expect(fed).toHaveLength(0);
    expect(options.onWarning).not.toHaveBeenCalled();
    await apart.release();
    await here.release();
    await expect(text(apart)).rejects.toMatchObject({ code: 'embedder' });
  });

  it('passes on errors and warnings', async () => {
    const onWarning = vi.fn();
    const options = await graphOptions(onWarning);
    const broken = await openGraphApart({ ...options, dimensions: 31 });
    await expect(text(broken)).rejects.toMatchObject({
      code: 'model',
      details: { directory },
      message: expect.stringContaining('l2norm_text_embeddings has the shape'),
    });
    await broken.release();
    const file = goldenPath('graphs/entangled.onnx');
    const chosen = { ...options.chosen, files: { text: file, image: file } };
    const entangled = await openGraphApart({ ...options, chosen });
    expect(await text(entangled)).toHaveLength(32);
    expect(onWarning.mock.calls.flat()).toEqual([
      expect.stringContaining("can't be loaded apart"),
      expect.stringContaining("can't run without an image"),
    ]);
    await entangled.release();
  });

  it('runs in the caller’s, with a warning, where no thread can be started', async () => {
    const onWarning = vi.fn();
    const nobody = new URL('nobody.js', import.meta.url);
    const graph = await openGraphApart(await graphOptions(onWarning), nobody);
    expect(onWarning).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/caller's thread.*nobody\.js/s),
    );
    expect(await text(graph)).toHaveLength(32);
    await graph.release();
  });
});

/** Share of its time that this thread was busy while `open`'s graph inferred images. */
async function busyShare(open: (options: GraphOptions) => Promise<Graph>): Promise<number> {
  const mini = modelDirectories['mini-clip'];
  const chosen = await chooseWeights(mini, 'fp16', 'one');
  const rest = { ...usualRuntime, threads: 1, ...clipSides(256, 64) };
  const graph = await open({ directory: mini, chosen, ...rest, onWarning: vi.fn() });
  const batch = (): Float32Array<ArrayBuffer> => new Float32Array(64 * 3 * 64 * 64);
  await graph.runImages(batch(), 64);
  const before = performance.eventLoopUtilization();
  for (let i = 0; i < 3; i++) await graph.runImages(batch(), 64);
  const { utilization } = performance.eventLoopUtilization(before);
  await graph.release();
  return utilization;
}

it('an inference holds the thread that it runs in, and so no longer the caller’s', async () => {
  expect(await busyShare(openGraph)).toBeGreaterThan(0.7);
  expect(await busyShare(openGraphApart)).toBeLessThan(0.3);
});
