import { readFile, rm } from 'node:fs/promises';
import { chooseWeights } from '../packages/core/dist/onnx/choose-weights.js';
import { readConfig } from '../packages/core/dist/onnx/config.js';
import { loadRuntime } from '../packages/core/dist/onnx/load-runtime.js';
import { GraphWriter } from '../packages/core/dist/onnx/graph-writer.js';
import { normalizePixels } from '../packages/core/dist/onnx/normalize-pixels.js';
import { sessionSettings, usualRuntime } from '../packages/core/dist/onnx/runtime-options.js';
import { openGraph } from '../packages/core/dist/onnx/session.js';
import { textBatches } from '../packages/core/dist/onnx/text-batches.js';
import { openTokenizer } from '../packages/core/dist/onnx/tokenizer.js';
import { decode } from '../packages/core/dist/image/decode.js';
import { fit } from '../packages/core/dist/image/geometry.js';
import { readHeader } from '../packages/core/dist/image/header.js';
import { resizeAndCrop } from '../packages/core/dist/image/resize.js';
import { numberFrom } from './support/environment.ts';
import { modelFolder, wantedKinds } from './support/full-size.ts';
import { mixedTexts } from './support/mixed-texts.ts';
import { photos } from './support/photos.ts';
import { printTable, shown } from './support/table.ts';

// Where the time goes at full size, one step after the other: texts are tokenised, put into batches and inferred; photos are
// read, decoded, resized, put into the graph's form and inferred. And how near to what the machine can do at most that comes:
// products of large matrices, the fastest that the runtime itself has.

const textCount = numberFrom('TEXTS', 48);
const photoCount = numberFrom('PHOTOS', 6);
const size = 512;
const width = 1024;
/** Multiplications and additions of a token in a layer, beside attention's own: four square products, and two to 4,096 and back. */
const flopsOfToken = 2 * (4 * width ** 2 + 2 * width * 4096);
const layers = 24;
const patches = 36 ** 2 + 1;

/** Operations of a text or image of so many tokens; attention takes another two products of its length squared. */
const flops = (tokens: number): number =>
  layers * (tokens * flopsOfToken + 4 * tokens ** 2 * width);

async function timed<Result>(work: () => Promise<Result> | Result): Promise<[Result, number]> {
  const begin = performance.now();
  const result = await work();
  return [result, (performance.now() - begin) / 1000];
}

/** Billions of operations a second in a product of two square matrices. */
async function peak(weights: 'fp32' | 'int8'): Promise<number> {
  const ort = await loadRuntime();
  const side = 2048;
  const writer = new GraphWriter();
  let y: string;
  if (weights === 'fp32') {
    const values = new Float32Array(side * side).fill(0.5);
    y = writer.op('MatMul', ['x', writer.constant('fp32', [side, side], values)]);
  } else {
    const values = new Int8Array(side * side).fill(3);
    const weight = writer.constant('int8', [side, side], values);
    const zero = writer.constant('int8', [], new Int8Array(1));
    const [quantised = '', , zeroOfX = ''] = writer.ops('DynamicQuantizeLinear', ['x'], 3);
    const product = writer.op('MatMulInteger', [quantised, weight, zeroOfX, zero]);
    y = writer.op('Cast', [product], { to: 1 });
  }
  const shape = [side, side];
  const model = writer.model(
    [{ name: 'x', shape, type: 'fp32' }],
    [{ name: y, shape, type: 'fp32' }],
  );
  const session = await ort.InferenceSession.create(model, sessionSettings(usualRuntime));
  const feeds = { x: new ort.Tensor('float32', new Float32Array(side * side).fill(0.25), shape) };
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 12; i++) {
    const [, seconds] = await timed(async () => await session.run(feeds));
    best = Math.min(best, seconds);
  }
  await session.release();
  return (2 * side ** 3) / best / 1e9;
}

const config = await readConfig(modelFolder);
if (config.image === undefined) throw new Error(`${modelFolder} has no image side`);
const { pixels: preprocessing } = config.image;
const { folder, paths } = await photos(photoCount);
const texts = await mixedTexts(textCount);
const rows: string[][] = [];
for (const weights of wantedKinds()) {
  const chosen = await chooseWeights(modelFolder, weights, config.graphs);
  const onWarning = console.error;
  const graph = await openGraph({ ...usualRuntime, ...config, chosen, onWarning });
  const best = weights === 'fp16' ? undefined : await peak(weights);
  const report = (what: string, steps: Record<string, number>, work: number): void => {
    const all = Object.values(steps).reduce((sum, seconds) => sum + seconds, 0);
    const rate = work / (steps['infer'] ?? Number.NaN) / 1e9;
    const shares = Object.entries(steps).map(
      ([name, seconds]) => `${name} ${shown((100 * seconds) / all, 2)} %`,
    );
    rows.push([
      weights,
      what,
      shares.join(', '),
      shown(rate),
      best === undefined ? '' : `${shown(best)} (${shown((100 * rate) / best)} %)`,
    ]);
  };

  const tokenizer = await openTokenizer(config, 512);
  await tokenizer.encode(texts.slice(0, 1), '');
  const task = 'document';
  await graph.runTexts({ ids: BigInt64Array.of(0n, 9n, 2n), lengths: [3], length: 3, task });
  const [encoded, tokenise] = await timed(async () => await tokenizer.encode(texts, ''));
  const [batches, copy] = await timed(() =>
    textBatches(
      encoded.map((one, position) => {
        if (one instanceof Error) throw one;
        return { position, ids: one.ids };
      }),
      { tokens: 1024, bytes: Number.POSITIVE_INFINITY, isByHead: true },
      config.text,
    ),
  );
  let textWork = 0;
  const [, inferTexts] = await timed(async () => {
    for (const batch of batches) {
      textWork += batch.positions.length * flops(batch.length);
      await graph.runTexts({ ...batch, task });
    }
  });
  report(`${texts.length} texts`, { tokenise, copy, infer: inferTexts }, textWork);

  const steps = { read: 0, decode: 0, resize: 0, copy: 0, infer: 0 };
  await graph.runImages(new Float32Array(3 * size ** 2), 1);
  for (const path of paths) {
    const [bytes, read] = await timed(async () => await readFile(path));
    const [image, decoding] = await timed(async () => {
      const header = await readHeader(bytes, path, size, 1e9);
      return await decode(bytes, path, header, 60_000);
    });
    const [square, resize] = await timed(() =>
      resizeAndCrop(image, fit(image.width, image.height, size), size),
    );
    const pixels = new Float32Array(3 * size ** 2);
    const [, copyPixels] = await timed(() => normalizePixels(square, preprocessing, pixels));
    const [, infer] = await timed(async () => await graph.runImages(pixels, 1));
    steps.read += read;
    steps.decode += decoding;
    steps.resize += resize;
    steps.copy += copyPixels;
    steps.infer += infer;
  }
  report(`${paths.length} photos`, steps, paths.length * flops(patches));
  await graph.release();
}
await rm(folder, { recursive: true });
printTable(
  ['weights', 'work', 'share of the time', 'GFLOPS while inferring', 'most here (share reached)'],
  rows,
);
