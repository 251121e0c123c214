/**
 * Processor time and peak memory of reading what is at paths (folders, tables, documents), without embedding, beside another version
 * whose built checkout NESTVEC_BEFORE names. Rounds alternate, each in a process of its own, so that a busy machine is busy for both.
 */
import { spawnSync } from 'node:child_process';
import { basename, join, resolve } from 'node:path';
import { env, exit } from 'node:process';
import type { Reading } from './intake/read-child.ts';
import { median, printTable, shown } from './support/table.ts';

const paths = process.argv.slice(2);
const before = env['NESTVEC_BEFORE'];
const rounds = Number(env['ROUNDS'] ?? 5);
if (paths.length === 0 || before === undefined) {
  console.error('NESTVEC_BEFORE=CHECKOUT node bench/read-speed.ts PATH…; ROUNDS=5');
  exit(1);
}

function read(checkout: string, path: string): Reading {
  const child = join(import.meta.dirname, 'intake/read-child.ts');
  const library = join(checkout, 'packages/sources/dist/index.js');
  const { stdout, stderr } = spawnSync(process.execPath, [child, library, path], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Reading; // as the child prints it
}

const versions = [resolve(before), join(import.meta.dirname, '..')];
const lines: string[][] = [];
for (const given of paths) {
  const path = resolve(given);
  const readings: Reading[][] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    // Each is first in turn.
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const index of order) readings[index]?.push(read(versions[index] ?? '', path));
  }
  const [then = [], now = []] = readings;
  const times = (list: readonly Reading[]): number[] => list.map(({ processor }) => processor);
  const peaks = (list: readonly Reading[]): number => median(list.map(({ peak }) => peak));
  lines.push([
    basename(path),
    shown(median(times(then)), 2),
    shown(median(times(now)), 2),
    shown(median(times(now)) / median(times(then)), 2),
    shown(Math.min(...times(now)) / Math.min(...times(then)), 2),
    `${shown(peaks(then))}, ${shown(peaks(now))}`,
    `${shown(then[0]?.words ?? 0)}, ${shown(now[0]?.words ?? 0)}`,
  ]);
}
printTable(
  ['path', 'before, s', 'now, s', 'now / before', 'by the best', 'peak MB', 'words'],
  lines,
);
