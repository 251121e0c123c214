import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env } from 'node:process';
import { copy } from '../packages/core/dist/copy/index.js';
import type { Store } from '../packages/core/dist/index.js';
import { scanAlone, seconds, vectors, writeAlone } from './copy/alone.ts';
import { printMemory, printPeak } from './copy/memory.ts';
import { placesIn } from './copy/places.ts';
import { numberFrom } from './support/environment.ts';
import { clipSpec } from './support/spec.ts';
import { median, printTable, shown } from './support/table.ts';

// A collection of 1,024 + 64 numbers and a text per record, from each database into each: the copy with its journal beside reading
// the source alone and writing the same records alone, a loop over the official client, and what a comparison finds.
//   node bench/copy.ts                    all pairs of DATABASES (lancedb,qdrant,weaviate,postgres) at RECORDS (100,000)
//   PAIRS=lancedb-qdrant,… VERIFY=none    some pairs; nothing compared, which takes longest without graphs
//   LOOPS=lancedb                         sources of the plain loops (default: the first database)
//   ROUNDS=3                              each of scan, write and copy in turns, medians
//   node bench/copy.ts memory             SIZES (10000,100000,1000000) of PAIRS, each in a process of its own

const count = numberFrom('RECORDS', 100_000);
const rounds = numberFrom('ROUNDS', 1);
const wanted = (env['DATABASES'] ?? 'lancedb,qdrant,weaviate,postgres').split(',');
const loops = (env['LOOPS'] ?? wanted[0] ?? '').split(',');
const verify = env['VERIFY'] === 'none' ? 'none' : 'sample';
const folder = env['FOLDER'] ?? (await mkdtemp(join(tmpdir(), 'nestvec-bench-copy-')));
const places = placesIn(folder);
const pairs: readonly (readonly [string, string])[] =
  env['PAIRS'] === undefined
    ? wanted.flatMap((from) => wanted.map((to) => [from, to] as const))
    : env['PAIRS'].split(',').map((pair) => {
        const [from = '', to = ''] = pair.split('-');
        return [from, to] as const;
      });

function open(place: string, collection: string): Store {
  const opener = places[place];
  if (opener === undefined)
    throw new Error(`${place} is not one of ${Object.keys(places).join(', ')}`);
  return opener(collection);
}

/** Times of a database alone, each measured once, or in turns with a copy of its own where there are rounds. */
async function timesOf(place: string): Promise<{ readonly scan: number; readonly write: number }> {
  const scan: number[] = [];
  const write: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const store = open(place, 'bench_copy_source');
    await store.drop();
    write.push(await seconds(async () => await writeAlone(store, count)));
    await store.optimize();
    scan.push(await seconds(async () => await scanAlone(store, count)));
    await store.close();
  }
  const times = { scan: median(scan), write: median(write) };
  console.error(
    `${place}: written in ${shown(times.write, 1)} s, read in ${shown(times.scan, 1)} s`,
  );
  return times;
}

async function comparePairs(): Promise<void> {
  const times = new Map<string, Awaited<ReturnType<typeof timesOf>>>();
  for (const place of new Set(pairs.flat())) times.set(place, await timesOf(place));
  const rows: string[][] = [];
  for (const [from, to] of pairs) {
    const source = open(from, 'bench_copy_source');
    const target = open(to, 'bench_copy_target');
    const took: number[] = [];
    let journal = '';
    for (let round = 0; round < rounds; round++) {
      await target.drop();
      journal = join(folder, `${from}-${to}-${round}.journal`);
      took.push(await seconds(async () => await copy(source, target, { journal, verify: 'none' })));
    }
    const copied = median(took);
    const again = await seconds(
      async () => await copy(source, target, { journal, verify: 'none' }),
    );
    const compared = verify === 'none' ? undefined : await copy(source, target, { journal });
    await target.drop();
    const loop = loops.includes(from) ? await loopInto(to, source) : undefined;
    await target.close();
    await source.close();
    const alone = (times.get(from)?.scan ?? 0) + (times.get(to)?.write ?? 0);
    rows.push([
      `${from} → ${to}`,
      shown(count / copied),
      `${shown(copied, 1)} s`,
      `${shown(alone, 1)} s`,
      shown(copied / alone, 2),
      `${shown(again, 1)} s`,
      loop === undefined ? '' : `${shown(loop / copied, 2)} ×`,
      compared === undefined ? '' : shownComparison(compared.verification),
    ]);
    console.error(rows.at(-1)?.join(' | '));
  }
  printTable(
    [
      'pair',
      'records/s',
      'copy',
      'scan + write alone',
      'ratio',
      'nothing changed',
      'plain loop / copy',
      'comparison',
    ],
    rows,
  );
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(`${shown(count)} records, medians of ${rounds}; peak memory ${shown(peak)} MiB`);
  for (const place of new Set(pairs.flat())) {
    const store = open(place, 'bench_copy_source');
    await store.drop();
    await store.close();
  }
}

/** Seconds of a loop over the official client into a collection that is made as ours are; `undefined` where there is none. */
async function loopInto(place: string, source: Store): Promise<number | undefined> {
  const { plainLoops } = await import('./copy/plain-loop.ts'); // its clients are installed by who measures against them
  const loop = plainLoops[place];
  if (loop === undefined) return undefined;
  const collection = 'bench_copy_loop';
  const target = open(place, collection);
  await target.drop();
  await target.apply(await target.plan(clipSpec(collection, vectors)));
  const took = await seconds(async () => await loop(source, collection));
  await target.drop();
  await target.close();
  return took;
}

type Compared = NonNullable<Awaited<ReturnType<typeof copy>>['verification']>;

function shownComparison(found: Compared | undefined): string {
  if (found === undefined) return '';
  const { equal, counts, records, searches } = found;
  if (!equal) return JSON.stringify(found);
  return `equal: ${shown(counts.target)} ids, ${shown(records.compared)} records, recall@10 ${shown(searches?.recall ?? Number.NaN, 4)}`;
}

const [, , mode = 'pairs', ...rest] = argv;
if (mode === 'memory-of') {
  const [size = '0', from = '', to = ''] = rest;
  await printPeak(
    Number(size),
    places,
    [from, to],
    join(folder, `memory-${size}-${from}-${to}.journal`),
  );
  process.exit(0);
}
if (mode === 'memory') {
  const sizes = (env['SIZES'] ?? '10000,100000,1000000').split(',').map(Number);
  for (const pair of env['PAIRS'] === undefined ? [['lancedb', 'lancedb'] as const] : pairs)
    await printMemory(sizes, places, pair, folder);
} else {
  await comparePairs();
}
if (env['FOLDER'] === undefined) await rm(folder, { recursive: true });
process.exit(0);
