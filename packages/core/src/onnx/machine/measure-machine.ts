import { availableParallelism } from 'node:os';
import type { InferenceSession } from 'onnxruntime-node';
import { availableMemory } from '../available-memory.ts';
import { type CallOptions, throwIfAborted } from '../../async/signal.ts';
import { loadRuntime } from '../load-runtime.ts';
import { sessionSettings, usualRuntime } from '../runtime-options.ts';
import { bestOf } from './best-of.ts';
import { checkMeasureOptions, type MeasureOptions } from './measure-options.ts';
import { flopsOfLayer, layersModel, layersOfModel, type MeasuredWeights, width } from './layers.ts';

/** How fast jina-clip-v2 is reckoned to run with one kind of weights. */
export interface WeightsSpeed {
  readonly weights: MeasuredWeights;
  /** Of the whole model's weights, which stay in memory once texts and images have been embedded. */
  readonly bytes: number;
  /** A query of 16 tokens. */
  readonly queryMs: number;
  /** Of texts in bulk. */
  readonly tokensPerSecond: number;
  readonly imageMs: number;
  /** Billions of operations a second that texts in bulk come to. */
  readonly gflops: number;
}

/** What this machine does, and what suits it. */
export interface MachineReport {
  /** Fastest in bulk first. */
  readonly weights: readonly WeightsSpeed[];
  /** With the recommended weights. */
  readonly threads: readonly { readonly threads: number; readonly tokensPerSecond: number }[];
  readonly batchTokens: readonly {
    readonly batchTokens: number;
    readonly tokensPerSecond: number;
  }[];
  readonly recommended: {
    readonly weights: MeasuredWeights;
    readonly threads: number;
    readonly batchTokens: number;
  };
}

/** Of jina-clip-v2's files on the hub. */
const modelBytes: Readonly<Record<MeasuredWeights, number>> = {
  fp32: 3.46e9,
  fp16: 1.73e9,
  int8: 0.87e9,
};

/** How many layers are run: enough that their weights do not fit into a cache, few enough to be quick. */
const layersRun: Readonly<Record<MeasuredWeights, number>> = { int8: 4, fp32: 2, fp16: 2 };

const queryTokens = 16;
/** Of an image of 512 pixels in patches of 14, with one for the whole. */
const imageTokens = 36 ** 2 + 1;
const usualBatch = 1024;
/** Length of the texts in a batch. */
const textTokens = 128;
const batchSizes = [256, 512, 1024, 2048];

/** What is this little slower than the best is as good, and spares memory or threads. */
const asGood = 0.95;

/**
 * Measures how fast jina-clip-v2 would run here, without its files: some layers of its sizes with random weights are run by
 * onnxruntime on the CPU, and the rest is reckoned. Takes half a minute on two cores, and half a gigabyte of memory. Rejects with
 * `missing-dependency` without onnxruntime-node, with `aborted`.
 */
export async function measureMachine(options: MeasureOptions = {}): Promise<MachineReport> {
  checkMeasureOptions(options);
  throwIfAborted(options, 'measuring');
  const weights: WeightsSpeed[] = [];
  const next = (what: string): void => options.onProgress?.(what);
  for (const kind of ['int8', 'fp32', 'fp16'] as const) {
    next(kind);
    weights.push(await withLayers(kind, undefined, options, speedOf(kind)));
  }
  weights.sort((a, b) => b.tokensPerSecond - a.tokensPerSecond);
  const fastest =
    (weights.find(({ bytes }) => bytes < availableMemory()) ?? weights.at(-1))?.weights ?? 'int8';
  const threads: MachineReport['threads'][number][] = [];
  for (const count of threadCounts(availableParallelism())) {
    next(`${count} threads`);
    const tokensPerSecond = await withLayers(fastest, count, options, async (run) =>
      inBulk(run, usualBatch),
    );
    threads.push({ threads: count, tokensPerSecond });
  }
  const bestThreads = leastAsGood(threads)?.threads ?? 1;
  const batchTokens: MachineReport['batchTokens'][number][] = [];
  await withLayers(fastest, bestThreads, options, async (run) => {
    for (const size of batchSizes) {
      next(`batches of ${size} tokens`);
      batchTokens.push({ batchTokens: size, tokensPerSecond: await inBulk(run, size) });
    }
  });
  const batch = leastAsGood(batchTokens)?.batchTokens ?? usualBatch;
  const recommended = { weights: fastest, threads: bestThreads, batchTokens: batch };
  return { weights, threads, batchTokens, recommended };
}

/** Milliseconds that the whole model would take for so many texts of a length. */
type Run = (rows: number, tokens: number) => Promise<number>;

async function withLayers<Result>(
  weights: MeasuredWeights,
  threads: number | undefined,
  options: CallOptions,
  work: (run: Run) => Promise<Result>,
): Promise<Result> {
  const ort = await loadRuntime();
  const layers = layersRun[weights];
  throwIfAborted(options, 'measuring');
  const model = layersModel(weights, layers);
  const session: InferenceSession = await ort.InferenceSession.create(
    model,
    sessionSettings({ ...usualRuntime, threads }),
  );
  try {
    return await work(async (rows, tokens) => {
      const values = new Float32Array(rows * tokens * width).map((_, i) => Math.sin(i));
      const feeds = { x: new ort.Tensor('float32', values, [rows, tokens, width]) };
      const best = await bestOf(async () => await session.run(feeds), options);
      return (best * layersOfModel) / layers;
    });
  } finally {
    await session.release();
  }
}

const speedOf =
  (weights: MeasuredWeights) =>
  async (run: Run): Promise<WeightsSpeed> => {
    const queryMs = await run(1, queryTokens);
    const tokensPerSecond = await inBulk(run, usualBatch);
    const imageMs = await run(1, imageTokens);
    const gflops = (tokensPerSecond * flopsOfLayer * layersOfModel) / 1e9;
    return { weights, bytes: modelBytes[weights], queryMs, tokensPerSecond, imageMs, gflops };
  };

async function inBulk(run: Run, batchTokens: number): Promise<number> {
  const rows = batchTokens / textTokens;
  return (batchTokens * 1000) / (await run(rows, textTokens));
}

/** Powers of two up to all that there are, and all of them. */
function threadCounts(all: number): readonly number[] {
  const counts: number[] = [];
  for (let count = 1; count < all; count *= 2) counts.push(count);
  return [...counts, all];
}

/** The first that is nearly as fast as the fastest. */
function leastAsGood<One extends { readonly tokensPerSecond: number }>(
  measured: readonly One[],
): One | undefined {
  const best = Math.max(...measured.map(({ tokensPerSecond }) => tokensPerSecond));
  return measured.find(({ tokensPerSecond }) => tokensPerSecond >= best * asGood);
}
