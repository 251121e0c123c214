/**
 * What becomes of the files in folders: for each folder how many files the CLI's dry run takes, refuses with a reason and passes over
 * by their kind, and how many of those taken hold nothing or marred text. Where NESTVEC_BEFORE names the built checkout of another
 * version, that one beside it. Tables are read one by one, as the CLI takes them. `REFUSED=1` prints each refusal, `REAL=1` embeds with
 * mini-clip instead, so that images are decoded too.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { env, exit } from 'node:process';
import type { Reading } from './intake/read-child.ts';
import { printTable } from './support/table.ts';

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error(
    'node bench/intake.ts FOLDER…; NESTVEC_BEFORE=CHECKOUT, REFUSED=1, REAL=1, SECONDS=600',
  );
  exit(1);
}
const here = join(import.meta.dirname, '..');
const before = env['NESTVEC_BEFORE'];
const timeout = 1000 * Number(env['SECONDS'] ?? 600);
const tables: ReadonlySet<string> = new Set(['.csv', '.tsv', '.jsonl', '.ndjson']);

interface Counts {
  files: number;
  items: number;
  /** Files that have a failure, by name. */
  readonly refused: Map<string, string>;
  passed: number;
  empty: number;
  /** Runs that did not come to an end, with what they said last. */
  readonly ended: string[];
  readonly silent: string[];
  readonly marred: string[];
  words: number;
}

/** What is read of the CLI's report; older ones lack the last two. */
interface Report {
  readonly written: number;
  readonly estimate?: { readonly items: number };
  /** Absent where the whole was refused. */
  readonly failures?: readonly { readonly id: string; readonly message: string }[];
  readonly skipped?: Readonly<Record<string, number>>;
  readonly empty?: number;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

function run(checkout: string, path: string, counts: Counts, encoding: string | undefined): void {
  const data = mkdtempSync(join(tmpdir(), 'intake-'));
  const options = ['-c', 'intake', '--data', data, '--json', '--no-journal'];
  if (env['REAL'] === undefined) options.push('--dry-run');
  if (encoding !== undefined) options.push('--encoding', encoding);
  const cli = join(checkout, 'packages/cli/dist/bin.js');
  const done = spawnSync(process.execPath, [cli, 'ingest', path, ...options], {
    encoding: 'utf8',
    maxBuffer: 1e9,
    timeout,
  });
  rmSync(data, { recursive: true, force: true });
  const report = reportIn(done.stdout);
  if (report?.failures === undefined) {
    const said = done.stderr.trim().split('\n').at(-1) ?? '';
    // What can't be opened is refused as a whole, with a reason.
    if (done.status === 1 && statSync(path).isFile()) counts.refused.set(path, said);
    else counts.ended.push(`${path}: ${done.signal ?? `exit code ${done.status}`} ${said}`);
    return;
  }
  counts.items += report.estimate?.items ?? report.written;
  counts.passed += Object.values(report.skipped ?? {}).reduce((sum, some) => sum + some, 0);
  counts.empty += report.empty ?? 0;
  for (const { id, message } of [...report.failures, ...failuresIn(done.stderr)]) {
    const file = statSync(path).isFile() ? path : join(path, id.replace(/#.*$/s, ''));
    counts.refused.set(file, message);
  }
}

/** All failures, of which the report holds the first hundred; older versions print them in words. */
function failuresIn(events: string): NonNullable<Report['failures']> {
  return events
    .split('\n')
    .filter((line) => line.startsWith('{"failure":'))
    .map((line) => (JSON.parse(line) as { failure: { id: string; message: string } }).failure); // as the CLI prints it
}

function reportIn(output: string): Report | undefined {
  try {
    return JSON.parse(output) as Report; // as the CLI prints it, of which little is used
  } catch {
    return undefined;
  }
}

function read(checkout: string, paths: readonly string[], counts: Counts): void {
  const library = join(checkout, 'packages/sources/dist/index.js');
  const child = join(import.meta.dirname, 'intake/read-child.ts');
  for (const path of paths) {
    const done = spawnSync(process.execPath, [child, library, path], {
      encoding: 'utf8',
      maxBuffer: 1e9,
      timeout,
    });
    if (done.stdout === '') continue; // ended by the parser, as the CLI was
    const reading = JSON.parse(done.stdout) as Reading; // as the child prints it
    const isFolder = statSync(path).isDirectory();
    const placed = (id: string): string => (isFolder ? join(path, id) : path);
    // What holds no text is said by the CLI, once its passages are cut.
    counts.silent.push(...reading.silent.map(placed).filter((file) => !counts.refused.has(file)));
    counts.marred.push(...reading.marred.map(placed));
    counts.words += reading.words;
  }
}

function countsOf(checkout: string, folder: string): Counts {
  const files = filesBelow(folder);
  const counts: Counts = {
    files: files.length,
    items: 0,
    refused: new Map(),
    passed: 0,
    empty: 0,
    ended: [],
    silent: [],
    marred: [],
    words: 0,
  };
  const rows = files.filter((path) => tables.has(extname(path).toLowerCase()));
  run(checkout, folder, counts, undefined);
  for (const table of rows) run(checkout, table, counts, undefined);
  counts.passed = Math.max(0, counts.passed - rows.length); // of the folder's own run
  read(checkout, [folder, ...rows], counts);
  return counts;
}

const lines: string[][] = [];
for (const given of folders) {
  const folder = resolve(given);
  for (const [version, checkout] of [
    ...(before === undefined ? [] : [['before', resolve(before)] as const]),
    ['now', here] as const,
  ]) {
    const counts = countsOf(checkout, folder);
    lines.push([
      basename(folder),
      version,
      String(counts.files),
      String(counts.items),
      String(counts.refused.size),
      String(counts.passed),
      String(counts.empty),
      String(counts.ended.length),
      String(counts.silent.length),
      String(counts.marred.length),
      String(counts.words),
    ]);
    const name = `${basename(folder)}, ${version}`;
    for (const said of counts.ended) console.error(`${name}: did not end well: ${said}`);
    for (const path of counts.silent)
      console.error(`${name}: holds nothing, and no reason: ${path}`);
    for (const path of counts.marred) console.error(`${name}: marred: ${path}`);
    if (env['REFUSED'] === undefined) continue;
    for (const [path, reason] of counts.refused) console.error(`${name}: ${path}: ${reason}`);
  }
}
printTable(
  [
    'corpus',
    'version',
    'files',
    'items',
    'files refused, in whole or part',
    'other kinds',
    'empty',
    'runs that failed',
    'nothing, no reason',
    'marred',
    'words',
  ],
  lines,
);
