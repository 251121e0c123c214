import { execFile } from 'node:child_process';
import { argv, cpuUsage, execPath, memoryUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { batches, mapWindow } from '../packages/core/dist/kit/index.js';
import { jina } from '../packages/core/dist/remote/index.js';
import { numberFrom } from './support/environment.ts';
import { startServer } from './support/jina-server.ts';
import { printTable, shown } from './support/table.ts';

// Processor time and peak memory of the client for COUNT embeddings of 1,024 dimensions, in base64 and in float, through a service
// that answers at once from another process. Each measurement is a process of its own; the small one shows that memory does not
// grow with the count.

interface Figures {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly peakBytes: number;
}

async function* contents(count: number): AsyncGenerator<{ readonly text: string }> {
  for (let i = 0; i < count; i++) yield { text: `a text about shoe number ${i}` };
}

async function measure(encoding: 'base64' | 'float', count: number): Promise<Figures> {
  const server = await startServer(0);
  const embedder = jina({
    baseUrl: server.url,
    encoding,
    budgets: { requestsPerMinute: 1e9, tokensPerMinute: 1e12, concurrency: 4 },
  });
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, memoryUsage.rss());
  }, 20);
  const limits = { items: embedder.limits.itemsPerCall, tokens: Infinity, bytes: Infinity };
  const calls = batches(contents(count), () => ({ tokens: 0, bytes: 0 }), limits);
  const before = cpuUsage();
  const begin = performance.now();
  let embedded = 0;
  const results = mapWindow(calls, 4, async (call) => embedder.embed(call, { task: 'document' }));
  for await (const { embeddings } of results) {
    for (const one of embeddings) if (one.ok && one.vector.length === 1024) embedded++;
  }
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = cpuUsage(before);
  clearInterval(watch);
  await embedder.close();
  server.close();
  if (embedded !== count) throw new Error(`${embedded} of ${count} embedded`);
  return { seconds, processorSeconds: (user + system) / 1e6, peakBytes };
}

const [encoding, count] = argv.slice(2);
if (encoding === 'base64' || encoding === 'float') {
  console.log(JSON.stringify(await measure(encoding, Number(count))));
} else {
  const rows: string[][] = [];
  for (const name of ['base64', 'float'] as const) {
    for (const size of [numberFrom('SMALL', 10_000), numberFrom('COUNT', 100_000)]) {
      const run = promisify(execFile)(execPath, [
        fileURLToPath(import.meta.url),
        name,
        String(size),
      ]);
      const figures = JSON.parse((await run).stdout) as Figures; // this file prints them
      rows.push([
        name,
        shown(size),
        shown(size / figures.seconds),
        shown(figures.processorSeconds, 1),
        `${shown(figures.peakBytes / 2 ** 20)} MiB`,
      ]);
    }
  }
  printTable(['encoding', 'embeddings', 'a second', 'processor, s', 'peak memory'], rows);
}
