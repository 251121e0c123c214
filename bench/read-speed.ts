/**
 * Processor time and peak memory of reading what is at paths (folders, tables, documents), without embedding, beside another version
 * whose built checkout NESTVEC_BEFORE names. Without a path, of folders and tables that are made here, one of each kind. Rounds
 * alternate, each in a process of its own, so that a busy machine is busy for both. Ends after SECONDS, or soon behind them: each path
 * has its share, and as many of the ROUNDS as fit into it, at least one.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { env, exit } from 'node:process';
import type { Reading } from './intake/read-child.ts';
import { makeFolders } from './read/folders.ts';
import { median, printTable, shown } from './support/table.ts';

const before = env['NESTVEC_BEFORE'];
const rounds = Number(env['ROUNDS'] ?? 5);
const seconds = Number(env['SECONDS'] ?? 270);
if (before === undefined) {
  console.error('NESTVEC_BEFORE=CHECKOUT node bench/read-speed.ts [PATH…]; ROUNDS=5, SECONDS=270');
  exit(1);
}
const versions = [resolve(before), join(import.meta.dirname, '..')];

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

/** What each version needed, a round a reading; as many rounds as end within the time. */
function readInTurns(path: string, shareMs: number): Reading[][] {
  const readings: Reading[][] = [[], []];
  const started = performance.now();
  let longest = 0;
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    if (round > 0 && begun - started + longest > shareMs) break;
    // Each is first in turn.
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const index of order) readings[index]?.push(read(versions[index] ?? '', path));
    longest = Math.max(longest, performance.now() - begun);
  }
  return readings;
}

function lineOf(path: string, [then = [], now = []]: readonly Reading[][]): string[] {
  const times = (list: readonly Reading[]): number[] => list.map(({ processor }) => processor);
  const peaks = (list: readonly Reading[]): number => median(list.map(({ peak }) => peak));
  return [
    basename(path),
    String(now.length),
    shown(median(times(then)), 2),
    shown(median(times(now)), 2),
    shown(median(times(now)) / median(times(then)), 2),
    shown(Math.min(...times(now)) / Math.min(...times(then)), 2),
    `${shown(peaks(then))}, ${shown(peaks(now))}`,
    `${shown(then[0]?.words ?? 0)}, ${shown(now[0]?.words ?? 0)}`,
  ];
}

const given = process.argv.slice(2);
const made = given.length > 0 ? undefined : mkdtempSync(join(tmpdir(), 'read-speed-'));
const started = performance.now();
const lines: string[][] = [];
try {
  const paths = made === undefined ? given : makeFolders(made);
  for (const [index, path] of paths.entries()) {
    const leftMs = 1000 * seconds - (performance.now() - started);
    const line = lineOf(path, readInTurns(resolve(path), leftMs / (paths.length - index)));
    console.error(line.join('  ')); // what is known if it is ended early
    lines.push(line);
  }
} finally {
  if (made !== undefined) rmSync(made, { recursive: true, force: true });
}
printTable(
  ['path', 'rounds', 'before, s', 'now, s', 'now / before', 'by the best', 'peak MB', 'words'],
  lines,
);
