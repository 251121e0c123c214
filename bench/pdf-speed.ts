/**
 * How fast the PDFs of a folder are read and how much memory that takes, beside pdftotext and, where NESTVEC_BEFORE names the built
 * checkout of another version, that one. Rounds alternate, so that a busy machine is busy for all of them.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { env, exit } from 'node:process';
import { median } from './support/table.ts';

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error(
    'node bench/pdf-speed.ts FOLDER (or one PDF); IMAGES=none, ROUNDS=3, NESTVEC_BEFORE=CHECKOUT',
  );
  exit(1);
}
const given = path;
const rounds = Number(env['ROUNDS'] ?? 3);
const images = env['IMAGES'] ?? 'local';
const before = env['NESTVEC_BEFORE'];

/** What pdf/read-child.ts prints. */
interface Reading {
  readonly pages: number;
  readonly characters: number;
  readonly images: number;
  readonly failures: readonly string[];
  readonly seconds: number;
  /** Megabytes. */
  readonly peak: number;
  /** Seconds of processor time. */
  readonly processor: number;
}

function read(checkout: string): Reading {
  const library = join(checkout, 'packages/sources/dist/index.js');
  const child = join(import.meta.dirname, 'pdf/read-child.ts');
  const { stdout, stderr } = spawnSync(process.execPath, [child, library, given, images], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Reading; // as the child prints it
}

function pdftotext(): number {
  const files = statSync(given).isDirectory()
    ? readdirSync(given)
        .filter((name) => name.endsWith('.pdf'))
        .map((name) => join(given, name))
    : [given];
  const start = performance.now();
  for (const file of files) spawnSync('pdftotext', ['-q', file, '/dev/null']);
  return (performance.now() - start) / 1000;
}

const now: Reading[] = [];
const then: Reading[] = [];
const poppler: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  poppler.push(pdftotext());
  now.push(read(join(import.meta.dirname, '..')));
  if (before !== undefined) then.push(read(before));
}
const pages = now[0]?.pages ?? 0;
const theirs = pages / median(poppler);
console.log(`pdftotext  ${theirs.toFixed(0)} pages/s`);
for (const [name, runs] of [
  ['now', now],
  ['before', then],
] as const) {
  const [first] = runs;
  if (first === undefined) continue;
  const speed = first.pages / median(runs.map(({ seconds }) => seconds));
  const processor = first.pages / median(runs.map((run) => run.processor));
  const peak = Math.max(...runs.map((run) => run.peak));
  console.log(
    `${name.padEnd(10)} ${speed.toFixed(0)} pages/s, ${(speed / theirs).toFixed(2)} of pdftotext; ${processor.toFixed(0)} pages per second of processor time; ${peak.toFixed(0)} MB at most; ${first.pages} pages, ${first.characters} characters, ${first.images} images, ${first.failures.length} failures ${first.failures.slice(0, 2).join('; ')}`,
  );
}
