import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printTable, shown } from './support/table.ts';

// Peak memory of whole processes that ingest 10,000 to a million items: fake embedder, real journal, LanceDB. 1,024 dimensions and
// 64, as jina-clip-v2 gets by default. `SIZES=10000,100000 node bench/ingest-memory.ts` leaves the million out.

const sizes = (process.env['SIZES'] ?? '10000,100000,1000000').split(',').map(Number);
const child = fileURLToPath(new URL('support/ingest-child.ts', import.meta.url));

interface Measured {
  readonly peakMb: number;
  readonly heapMb: number;
  readonly seconds: number;
  readonly journalMb: number;
}

async function measure(items: number, folder: string): Promise<Measured> {
  const process_ = spawn(process.execPath, [child, folder, String(items)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  process_.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(process_, 'close');
  return JSON.parse(output);
}

const rows: string[][] = [];
let first: Measured | undefined;
for (const items of sizes) {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-bench-'));
  try {
    for (const run of ['new', 'again, unchanged']) {
      const measured = await measure(items, folder);
      if (run === 'new') first ??= measured;
      const { peakMb, heapMb, seconds, journalMb } = measured;
      rows.push([
        shown(items),
        run,
        shown(peakMb),
        `${shown(peakMb / (first?.peakMb ?? 1), 2)}x`,
        shown(heapMb),
        shown(journalMb),
        shown(seconds),
        shown(items / seconds),
      ]);
      console.log(rows.at(-1)?.join(' | '));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
printTable(
  [
    'items',
    'run',
    'peak memory, MB',
    'to the first',
    'peak JS heap, MB',
    'journal, MB',
    'seconds',
    'items/s',
  ],
  rows,
);
