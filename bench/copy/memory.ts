import { spawnSync } from 'node:child_process';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { copy } from '../../packages/core/dist/copy/index.js';
import { printTable, shown } from '../support/table.ts';
import type { Places } from './places.ts';
import { seconds, writeAlone } from './alone.ts';

const script = fileURLToPath(new URL('../copy.ts', import.meta.url));

/** Peak memory of a copy, each in a process of its own, over collections that stay. */
export async function printMemory(
  sizes: readonly number[],
  places: Places,
  pair: readonly [string, string],
  folder: string,
): Promise<void> {
  const [from, to] = pair;
  const rows: string[][] = [];
  let smallest: number | undefined;
  for (const size of sizes) {
    const source = places[from]?.(`bench_memory_${size}`);
    if (source === undefined) throw new Error(`${from} is not a database of this bench`);
    if ((await source.describe())?.count !== size) {
      await source.drop();
      console.error(
        `${from}: ${shown(size)} in ${shown(await seconds(async () => await writeAlone(source, size)))} s`,
      );
      await source.optimize();
    }
    await source.close();
    const child = spawnSync(process.execPath, [script, 'memory-of', String(size), from, to], {
      env: { ...env, FOLDER: folder },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const peak = Number(/(\d+) MiB/.exec(child.stdout)?.[1]);
    smallest ??= peak;
    rows.push([`${from} → ${to}`, shown(size), `${shown(peak)} MiB`, shown(peak / smallest, 2)]);
    console.error(rows.at(-1)?.join(' | '));
  }
  printTable(['pair', 'records', 'peak memory', 'beside the smallest'], rows);
}

/** One copy with its journal and a comparison; the parent reads the number. */
export async function printPeak(
  size: number,
  places: Places,
  [from, to]: readonly [string, string],
  journal: string,
): Promise<void> {
  const [source, target] = [places[from], places[to]];
  if (source === undefined || target === undefined) throw new Error('no such database');
  const store = target('bench_memory_target');
  await store.drop();
  const report = await copy(source(`bench_memory_${size}`), store, { journal, verify: 'none' });
  if (report.passes[0]?.written !== size) throw new Error(JSON.stringify(report));
  await store.drop();
  console.log(`${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
}
