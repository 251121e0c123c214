/**
 * Tables and JSON that were made to break readers: `node bench/intake/tables.ts CSV_SPECTRUM JSON_TEST_SUITE`, checkouts of
 * max-mapper/csv-spectrum and nst/JSONTestSuite. Each table is compared to what its JSON says, and each text of JSON stands as metadata in
 * a row of JSONL: those called y_ are to be taken as they are, n_ refused, and i_ either.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { isDeepStrictEqual } from 'node:util';
import { csv, jsonl } from '../../packages/sources/dist/index.js';
import { printTable } from '../support/table.ts';

const [spectrum, suite] = argv.slice(2);
if (spectrum === undefined || suite === undefined) {
  console.error('node bench/intake/tables.ts CSV_SPECTRUM JSON_TEST_SUITE');
  exit(1);
}

type Outcome = 'taken' | 'refused with a reason' | 'wrong';
const lines: string[][] = [];

function count(name: string, outcomes: readonly (readonly [string, Outcome])[]): void {
  const number = (wanted: Outcome): string =>
    String(outcomes.filter(([, outcome]) => outcome === wanted).length);
  for (const [file, outcome] of outcomes) if (outcome === 'wrong') console.error(`wrong: ${file}`);
  lines.push([
    name,
    String(outcomes.length),
    number('taken'),
    number('refused with a reason'),
    number('wrong'),
  ]);
}

/** What a table gives, its first column being the text, beside the objects that its JSON holds. */
async function tableOutcome(name: string, folder: string): Promise<Outcome> {
  const path = join(folder, 'csvs', `${name}.csv`);
  const wanted: unknown = JSON.parse(readFileSync(join(folder, 'json', `${name}.json`), 'utf8'));
  // One of them says another telephone number than its table, and no list.
  const isAlike = Array.isArray(wanted);
  const objects = [wanted].flat() as readonly Readonly<Record<string, string>>[]; // as the corpus says
  const [first = ''] = readFileSync(path, 'utf8').split(/[,\r\n]/, 1);
  const found: Record<string, unknown>[] = [];
  for await (const entry of csv(path, { columns: { text: first } })) {
    if ('error' in entry) return 'refused with a reason';
    found.push({ ...entry.metadata, ...(entry.text === undefined ? {} : { [first]: entry.text }) });
  }
  // Cells that are empty are left out.
  const kept = objects.map((object) =>
    Object.fromEntries(Object.entries(object).filter(([, cell]) => cell !== '')),
  );
  const compared = (rows: readonly object[]): unknown =>
    isAlike ? rows : rows.map((row) => Object.keys(row).sort());
  return isDeepStrictEqual(compared(found), compared(kept)) ? 'taken' : 'wrong';
}

async function jsonOutcome(name: string, bytes: Buffer, folder: string): Promise<Outcome> {
  const path = join(folder, 'row.jsonl');
  writeFileSync(
    path,
    Buffer.concat([Buffer.from('{"id":"1","text":"x","metadata":{"v":'), bytes, Buffer.from('}}')]),
  );
  const isWanted = !name.startsWith('n_');
  for await (const entry of jsonl(path)) {
    if ('error' in entry) return name.startsWith('y_') ? 'wrong' : 'refused with a reason';
    const meant: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isWanted && isDeepStrictEqual(entry.metadata?.['v'], meant) ? 'taken' : 'wrong';
  }
  return 'wrong';
}

const tables: [string, Outcome][] = [];
for (const file of readdirSync(join(spectrum, 'csvs')).sort())
  tables.push([file, await tableOutcome(file.replace(/\.csv$/, ''), spectrum)]);
count('csv-spectrum', tables);

const folder = mkdtempSync(join(tmpdir(), 'intake-tables-'));
const outcomes: [string, Outcome][] = [];
for (const file of readdirSync(join(suite, 'test_parsing')).sort()) {
  const bytes = readFileSync(join(suite, 'test_parsing', file));
  if (bytes.includes(0x0a)) continue; // would be several rows
  outcomes.push([file, await jsonOutcome(file, bytes, folder)]);
}
rmSync(folder, { recursive: true });
for (const [kind, name] of [
  ['y_', 'JSONTestSuite, valid'],
  ['n_', 'JSONTestSuite, broken'],
  ['i_', 'JSONTestSuite, either'],
] as const)
  count(
    name,
    outcomes.filter(([file]) => file.startsWith(kind)),
  );
printTable(['corpus', 'inputs', 'taken', 'refused with a reason', 'wrong'], lines);
