import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printTable, shown } from './support/table.ts';

// Peak memory of whole processes that ingest 10,000 to a million items with 1,024 and 64 dimensions: fake embedder, real journal,
// and LanceDB as it is, LanceDB opened as its only writer (`exclusive`), or a store that keeps nothing, which shows how much of it
// is the database's. Twice: as Node and glibc come, and with what they take for speed held down (V8's young generation; malloc's
// arenas, and buffers that it keeps once freed), since both grow for a while whatever runs.
// SIZES=10000,100000 STORES=lancedb SETTINGS=bounded node bench/ingest-memory.ts

const list = (name: string, otherwise: string): string[] =>
  (process.env[name] ?? otherwise).split(',');
const sizes = list('SIZES', '10000,100000,1000000').map(Number);
const boundedMalloc = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: String(256 * 1024) };
const child = fileURLToPath(new URL('support/ingest-child.ts', import.meta.url));

interface Measured {
  readonly peakMb: number;
  readonly heapMb: number;
  readonly seconds: number;
  readonly journalMb: number;
}

async function measure(items: number, store: string, setting: string): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-ingest-memory-'));
  try {
    const isBounded = setting === 'bounded';
    const flags = isBounded ? ['--max-semi-space-size=4'] : [];
    const ingest = spawn(process.execPath, [...flags, child, folder, String(items), store], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...(isBounded ? boundedMalloc : {}) },
    });
    let output = '';
    ingest.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await once(ingest, 'close');
    return JSON.parse(output);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const rows: string[][] = [];
for (const setting of list('SETTINGS', 'plain,bounded')) {
  for (const store of list('STORES', 'none,lancedb,exclusive')) {
    let first: number | undefined;
    for (const items of sizes) {
      const { peakMb, heapMb, seconds, journalMb } = await measure(items, store, setting);
      first ??= peakMb;
      rows.push([
        setting,
        store,
        shown(items),
        shown(peakMb),
        `${shown(peakMb / first, 2)}x`,
        shown(heapMb),
        shown(journalMb),
        shown(items / seconds),
      ]);
      console.log(rows.at(-1)?.join(' | '));
    }
  }
}
printTable(
  [
    'Node and malloc',
    'store',
    'items',
    'peak, MB',
    'to the first',
    'JS heap, MB',
    'journal, MB',
    'items/s',
  ],
  rows,
);
