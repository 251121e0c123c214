import { execFile } from 'node:child_process';
import { argv, execPath, resourceUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type sharpModule from 'sharp';
import { createRequire } from 'node:module';
import { loadRuntime } from '../packages/core/dist/onnx/load-runtime.js';
import { onnx } from '../packages/core/dist/onnx/index.js';
import { readConfig } from '../packages/core/dist/onnx/config.js';
import { inputsOf, outputOf } from '../packages/core/dist/onnx/sides.js';
import type { Weights } from '../packages/core/dist/onnx/weights.js';
import { graphName } from '../packages/core/dist/onnx/weights.js';
import { modelFolder, wantedKinds } from './support/full-size.ts';
import { printTable, shown } from './support/table.ts';

// Peak memory and time to the first vector of a process that embeds one text, one of 8,192 tokens, or one image: with nestvec,
// which loads that half, and with the combined graph, as everybody else loads it. Every row is a process of its own.

const size = 512;
const text = 'a red shoe on a wooden table, seen from above';
const longest = 8192;

type What = 'text' | 'long text' | 'image';

/** One vector by nestvec. */
async function byHalf(weights: Weights, what: What): Promise<void> {
  const embedder = await onnx({ directory: modelFolder, weights, maxTokens: longest });
  const long = `${text} `.repeat(longest / 8);
  const content =
    what === 'image' ? { image: await picture() } : { text: what === 'text' ? text : long };
  const { embeddings } = await embedder.embed([content], { task: 'document' });
  if (!embeddings[0]?.ok) throw new Error('no vector');
}

/** The same by the whole graph, the other side fed with as little as it takes. */
async function byWhole(weights: Weights, what: What): Promise<void> {
  const side = what === 'image' ? 'image' : 'text';
  const count = { text: 12, 'long text': longest, image: 2 }[what];
  const ort = await loadRuntime();
  const config = await readConfig(modelFolder);
  const session = await ort.InferenceSession.create(
    `${modelFolder}/onnx/${graphName('whole', weights)}`,
  );
  const ids = Array.from({ length: count }, (_, i) => (i === count - 1 ? 2 : 10 * i));
  const pictures = side === 'text' ? 0 : 1;
  const feeds = {
    [inputsOf(config, 'text')[0] ?? '']: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [
      1,
      ids.length,
    ]),
    [inputsOf(config, 'image')[0] ?? '']: new ort.Tensor(
      'float32',
      new Float32Array(pictures * 3 * size ** 2),
      [pictures, 3, size, size],
    ),
  };
  await session.run(feeds, [outputOf(config, side).output]);
}

async function picture(): Promise<Uint8Array> {
  // What core itself has installed.
  const core = createRequire(new URL('../packages/core/package.json', import.meta.url));
  const sharp = core('sharp') as typeof sharpModule; // a package without ESM
  const background = { r: 200, g: 40, b: 40 };
  return await sharp({ create: { width: 800, height: 600, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

const [way, weights, what] = argv.slice(2);
if (way !== undefined) {
  const begin = performance.now();
  const run = way === 'half' ? byHalf : byWhole;
  await run(weights as Weights, what as What); // as started below
  const seconds = (performance.now() - begin) / 1000;
  console.log(JSON.stringify([resourceUsage().maxRSS / 1024, seconds]));
} else {
  const rows: string[][] = [];
  for (const kind of wantedKinds()) {
    // The whole graph takes 9 GB for the long one; one kind of weights shows it.
    for (const one of ['text', ...(kind === 'int8' ? ['long text'] : []), 'image']) {
      const measured: [number, number][] = [];
      for (const how of ['whole', 'half']) {
        const script = fileURLToPath(import.meta.url);
        const { stdout } = await promisify(execFile)(execPath, [script, how, kind, one]);
        measured.push(JSON.parse(stdout) as [number, number]); // as printed above
      }
      const [whole, half] = measured;
      const [wholePeak, wholeSeconds] = whole ?? [0, 0];
      const [peak, seconds] = half ?? [0, 0];
      rows.push([
        kind,
        one,
        `${shown(wholePeak)} MiB`,
        `${shown(peak)} MiB`,
        shown(peak / wholePeak, 2),
        `${shown(wholeSeconds, 1)} s`,
        `${shown(seconds, 1)} s`,
      ]);
    }
  }
  printTable(
    ['weights', 'embeds', 'whole graph, peak', 'nestvec, peak', 'share', 'first vector', 'nestvec'],
    rows,
  );
}
