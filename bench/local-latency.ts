import { onnx } from '../packages/core/dist/onnx/index.js';
import { numberFrom } from './support/environment.ts';
import { modelFolder } from './support/full-size.ts';
import { mixedTexts } from './support/mixed-texts.ts';
import { printTable, shown } from './support/table.ts';

// How long a query of some 16 tokens takes at full size, int8: alone, beside texts in bulk, and beside them where it has to
// wait for its turn as other clients make it; and by how much the bulk is slowed.

const count = numberFrom('QUERIES', 40);
const everyMs = numberFrom('EVERY_MS', 400);
const query = { text: 'a red shoe on a wooden table' };
const texts = (await mixedTexts(24)).map((text) => ({ text }));
const sizes = [256, 512, 1024].filter(
  (size) =>
    process.env['BATCH_TOKENS'] === undefined || size === Number(process.env['BATCH_TOKENS']),
);

const rows: string[][] = [];
for (const batchTokens of sizes) {
  const embedder = await onnx({ directory: modelFolder, weights: 'int8', batchTokens });
  const ask = async (task: 'query' | 'document'): Promise<number> => {
    const begin = performance.now();
    await embedder.embed([query], { task });
    return performance.now() - begin;
  };
  await ask('query');
  const tokens = (await embedder.measure(texts)).reduce((sum, one) => sum + one.tokens, 0);
  /** Embeds the texts over and over, two calls at a time as an ingest does; gives tokens a second. */
  const bulk = async (until: AbortSignal): Promise<number> => {
    const begin = performance.now();
    let done = 0;
    const transport = async (): Promise<void> => {
      while (!until.aborted) {
        await embedder.embed(texts, { task: 'document' });
        done += tokens;
      }
    };
    await Promise.all([transport(), transport()]);
    return (done * 1000) / (performance.now() - begin);
  };
  const during = async (task: 'query' | 'document', often: number): Promise<number[]> => {
    const asked: Promise<number>[] = [];
    for (let i = 0; i < often; i++) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      asked.push(ask(task));
    }
    return await Promise.all(asked);
  };
  const alone: number[] = [];
  for (let i = 0; i < count; i++) alone.push(await ask('query'));
  const report = (what: string, times: readonly number[], rate: number | undefined): void => {
    const at = (share: number): number =>
      times.toSorted((a, b) => a - b)[Math.ceil(times.length * share) - 1] ?? Number.NaN;
    rows.push([
      shown(batchTokens),
      what,
      `${shown(at(0.5))} ms`,
      `${shown(at(0.95))} ms`,
      rate === undefined ? '' : shown(rate),
    ]);
  };
  report('alone', alone, undefined);
  for (const [what, task, often] of [
    ['beside texts in bulk', 'query', count],
    ['the same, waiting in line', 'document', 4],
  ] as const) {
    const stop = new AbortController();
    const running = bulk(stop.signal);
    const times = await during(task, often);
    stop.abort();
    report(what, times, await running);
  }
  await embedder.close();
}
printTable(['batchTokens', 'a query', 'p50', 'p95', 'bulk, tokens/s'], rows);
