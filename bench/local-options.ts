import { execFile } from 'node:child_process';
import { argv, execPath, resourceUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onnx, type OnnxOptions } from '../packages/core/dist/onnx/index.js';
import { numberFrom } from './support/environment.ts';
import { modelFolder } from './support/full-size.ts';
import { mixedTexts } from './support/mixed-texts.ts';
import { median, printTable, shown } from './support/table.ts';

// What threads, arena, spinning and the size of a batch do at full size, int8: texts in bulk, a query, peak memory, and
// processor time for the same work. Every row is a process of its own, and the rows take turns.

const rounds = numberFrom('ROUNDS', 2);
const variants: readonly (readonly [name: string, options: Partial<OnnxOptions>])[] = [
  ['the defaults', {}],
  ['threads: 1', { threads: 1 }],
  ['arena: false', { arena: false }],
  ['spinning: false', { spinning: false }],
  ['batchTokens: 256', { batchTokens: 256 }],
  ['batchTokens: 2048', { batchTokens: 2048 }],
];

interface Measured {
  readonly tokensPerSecond: number;
  readonly queryMs: number;
  readonly peakMib: number;
  readonly cpuSeconds: number;
}

async function measure(options: Partial<OnnxOptions>): Promise<Measured> {
  const embedder = await onnx({ directory: modelFolder, weights: 'int8', ...options });
  const texts = (await mixedTexts(48)).map((text) => ({ text }));
  const query = [{ text: 'a red shoe on a wooden table' }];
  await embedder.embed(query, { task: 'query' });
  const before = resourceUsage();
  const begin = performance.now();
  await embedder.embed(texts, { task: 'document' });
  const seconds = (performance.now() - begin) / 1000;
  const times: number[] = [];
  for (let i = 0; i < 20; i++) {
    const asked = performance.now();
    await embedder.embed(query, { task: 'query' });
    times.push(performance.now() - asked);
  }
  const { userCPUTime, systemCPUTime, maxRSS } = resourceUsage();
  const cpu = userCPUTime + systemCPUTime - before.userCPUTime - before.systemCPUTime;
  const tokens = (await embedder.measure(texts)).reduce((sum, one) => sum + one.tokens, 0);
  await embedder.close();
  return {
    tokensPerSecond: tokens / seconds,
    queryMs: median(times),
    peakMib: maxRSS / 1024,
    cpuSeconds: cpu / 1e6,
  };
}

const [chosen] = argv.slice(2);
if (chosen !== undefined) {
  const options = variants.find(([name]) => name === chosen)?.[1] ?? {};
  console.log(JSON.stringify(await measure(options)));
} else {
  const results = variants.map((): Measured[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, [name]] of variants.entries()) {
      const script = fileURLToPath(import.meta.url);
      const { stdout } = await promisify(execFile)(execPath, [script, name]);
      results[i]?.push(JSON.parse(stdout));
    }
  }
  printTable(
    ['options', 'tokens/s', 'query', 'peak memory', 'processor time'],
    variants.map(([name], i) => {
      const of = (value: (one: Measured) => number): number =>
        median((results[i] ?? []).map(value));
      return [
        name,
        shown(of((one) => one.tokensPerSecond)),
        `${shown(of((one) => one.queryMs))} ms`,
        `${shown(of((one) => one.peakMib))} MiB`,
        `${shown(
          of((one) => one.cpuSeconds),
          1,
        )} s`,
      ];
    }),
  );
}
