import { onnx } from '../packages/core/dist/onnx/index.js';
import { chooseWeights } from '../packages/core/dist/onnx/choose-weights.js';
import { readConfig } from '../packages/core/dist/onnx/config.js';
import { openGraphApart } from '../packages/core/dist/onnx/graph-thread.js';
import { usualRuntime } from '../packages/core/dist/onnx/runtime-options.js';
import { openTokenizer } from '../packages/core/dist/onnx/tokenizer.js';
import { cosine } from '../packages/core/dist/vector.js';
import { numberFrom } from './support/environment.ts';
import { modelFolder, wantedKinds } from './support/full-size.ts';
import { mixedTexts } from './support/mixed-texts.ts';
import { timeInTurn } from './support/rounds.ts';
import { printTable, shown } from './support/table.ts';
import { openRival } from './support/transformers.ts';

// Texts in bulk at full size: nestvec, which puts texts of like length together, against batches of 32 in the order in which they
// come, by the same half of the graph and by Transformers.js, and against Transformers.js with one text at a time.

const count = numberFrom('TEXTS', 48);
const rounds = numberFrom('ROUNDS', 2);
const together = 32;
const config = await readConfig(modelFolder);
const { dimensions } = config;
const texts = await mixedTexts(count);
const contents = texts.map((text) => ({ text }));
const pad = 1;

const rows: string[][] = [];
for (const weights of wantedKinds()) {
  const embedder = await onnx({ directory: modelFolder, weights, preload: false });
  const tokenizer = await openTokenizer(config, 512);
  const chosen = await chooseWeights(modelFolder, weights, config.graphs);
  const graph = await openGraphApart({
    ...usualRuntime,
    ...config,
    chosen,
    onWarning: console.error,
  });
  const rival = await openRival(modelFolder, weights);
  const ours: Float32Array[] = [];
  let naive: Float32Array[] = [];
  let theirs: Float32Array[] = [];
  const inBatches = async (
    size: number,
    run: (texts: readonly string[]) => Promise<Float32Array>,
  ): Promise<Float32Array[]> => {
    const vectors: Float32Array[] = [];
    for (let at = 0; at < texts.length; at += size) {
      const batch = texts.slice(at, at + size);
      const all = await run(batch);
      for (const row of batch.keys())
        vectors.push(all.slice(row * dimensions, (row + 1) * dimensions));
    }
    return vectors;
  };
  const padded = async (batch: readonly string[]): Promise<Float32Array> => {
    const encoded = (await tokenizer.encode(batch, '')).map((one) => {
      if (one instanceof Error) throw one;
      return one.ids;
    });
    const length = Math.max(...encoded.map((ids) => ids.length));
    const ids = new BigInt64Array(batch.length * length).fill(BigInt(pad));
    for (const [row, own] of encoded.entries()) ids.set(own.map(BigInt), row * length);
    const lengths = encoded.map((own) => own.length);
    return await graph.runTexts({ ids, lengths, length, task: 'document' });
  };
  const sides = [
    {
      name: 'nestvec',
      async run() {
        const { embeddings } = await embedder.embed(contents, { task: 'document' });
        ours.length = 0;
        for (const one of embeddings) {
          if (!one.ok) throw one.error;
          ours.push(one.vector);
        }
      },
    },
    {
      name: 'batches of 32, the same half',
      run: async () => void (naive = await inBatches(together, padded)),
    },
    {
      name: 'Transformers.js, batches of 32',
      run: async () => void (theirs = await inBatches(together, rival.texts)),
    },
    {
      name: 'Transformers.js, one at a time',
      run: async () => void (await inBatches(1, rival.texts)),
    },
  ];
  await embedder.embed(contents.slice(0, 1), { task: 'document' });
  await padded(texts.slice(0, 1));
  await rival.texts(texts.slice(0, 1));
  const seconds = await timeInTurn(sides, rounds);
  const sizes = await embedder.measure(contents);
  const tokens = sizes.reduce((sum, one) => sum + one.tokens, 0);
  const lengths = sizes.map((one) => one.tokens).toSorted((a, b) => a - b);
  const least = (others: readonly Float32Array[]): number =>
    Math.min(...others.map((vector, i) => cosine(vector, ours[i] ?? vector)));
  console.error(
    `${weights}: ${texts.length} texts, ${tokens} tokens, lengths ${lengths[0]} to ${lengths.at(-1)}, median ${lengths[lengths.length >> 1]}; least cosine to the others ${least(naive).toFixed(5)}, ${least(theirs).toFixed(5)}`,
  );
  for (const [i, { name }] of sides.entries()) {
    const own = seconds[i] ?? Number.NaN;
    rows.push([
      weights,
      name,
      shown(tokens / own),
      `${shown(own / (seconds[0] ?? Number.NaN), 2)}x`,
    ]);
  }
  await embedder.close();
  await graph.release();
  await rival.close();
}
printTable(['weights', 'texts in bulk', 'tokens/s', 'nestvec is faster by'], rows);
