import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, memoryUsage } from 'node:process';
import type { Best } from '../packages/eval/dist/exact/best.js';
import type { Matrix } from '../packages/eval/dist/exact/matrix.js';
import { searchExactly } from '../packages/eval/dist/exact/search-exactly.js';
import type { Setting } from '../packages/eval/dist/exact/setting.js';
import { numberFrom } from './support/environment.ts';
import { median, printTable, shown } from './support/table.ts';

// How long the exact search of `evaluate` takes: six sizes at once through onnxruntime, beside numpy over the same vectors in turns, and in
// plain JavaScript, which does a few queries only (PLAIN, default 20; times are for all, by proportion). DOCUMENTS, QUERIES and COUNT
// choose (100,000, 1,000 and the best 100). PYTHON is one that has numpy (default python3); without it numpy's row is left out.

const documents = numberFrom('DOCUMENTS', 100_000);
const queries = numberFrom('QUERIES', 1000);
const plain = numberFrom('PLAIN', 20);
const count = numberFrom('COUNT', 100);
const rounds = numberFrom('ROUNDS', 3);
const width = 1024;
const sizes = [1024, 768, 512, 256, 128, 64];

function random(rows: number, seed: number): Matrix {
  let state = seed;
  const data = Float32Array.from({ length: rows * width }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return { rows, width, data };
}

const searched = {
  queryVectors: random(queries, 1),
  documentVectors: random(documents, 2),
  eligible: [],
};

type Found = ReadonlyMap<number, readonly Best[]>;

/** Seconds of a search of all queries through onnxruntime, and what it found by size. */
async function byRuntime(): Promise<{ readonly seconds: number; readonly found: Found }> {
  const found = new Map<number, Best[]>(sizes.map((size) => [size, []]));
  const begin = performance.now();
  const search = searchExactly(searched, settingsOf('none'), { count, by: 'runtime' });
  for await (const { setting, best } of search) found.get(setting.dimensions)?.push(best);
  return { seconds: (performance.now() - begin) / 1000, found };
}

/** Seconds that plain JavaScript would take for all queries; what it does once, before the first of them, is not counted. */
async function inPlain(settings: readonly Setting[]): Promise<number> {
  const few = Array.from({ length: plain + 1 }, (_, query) => query);
  let begin = 0;
  for await (const { query } of searchExactly(searched, settings, {
    count,
    by: 'javascript',
    queries: few,
  }))
    if (query === 0) begin = performance.now();
  return ((performance.now() - begin) / 1000 / plain) * queries;
}

function settingsOf(quantization: Setting['quantization']): readonly Setting[] {
  return sizes.map((dimensions) => ({ dimensions, quantization }));
}

const folder = await mkdtemp(join(tmpdir(), 'nestvec-exact-'));
const bytesOf = ({ data }: Matrix): Uint8Array => new Uint8Array(data.buffer);
await writeFile(join(folder, 'documents.f32'), bytesOf(searched.documentVectors));
await writeFile(join(folder, 'queries.f32'), bytesOf(searched.queryVectors));

interface NumpyRun {
  readonly version: string;
  readonly seconds: number;
}

function numpy(): NumpyRun | undefined {
  const script = join(import.meta.dirname, 'exact/numpy_search.py');
  const args = [script, folder, String(width), String(count), sizes.join(',')];
  try {
    const answer = execFileSync(env['PYTHON'] ?? 'python3', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(answer) as NumpyRun; // as the script prints it
  } catch {
    return undefined;
  }
}

/** Share of numpy's lists that hold the same documents. */
async function sameAsNumpy(found: Found): Promise<number> {
  let same = 0;
  for (const size of sizes) {
    const { buffer } = new Uint8Array(await readFile(join(folder, `found-${size}.i32`)));
    const places = new Int32Array(buffer);
    for (const [query, best] of (found.get(size) ?? []).entries()) {
      const theirs = new Set(places.subarray(query * count, (query + 1) * count));
      if (new Set(best.places.subarray(0, count)).isSubsetOf(theirs)) same++;
    }
  }
  return same / (sizes.length * queries);
}

try {
  const before = memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, memoryUsage.rss())), 50);
  const own: number[] = [];
  const theirs: NumpyRun[] = [];
  let same = 0;
  for (let round = 0; round < rounds; round++) {
    const { seconds, found } = await byRuntime();
    own.push(seconds);
    const run = numpy();
    if (run === undefined) continue;
    theirs.push(run);
    same = await sameAsNumpy(found);
  }
  clearInterval(watch);
  const together = await inPlain(settingsOf('none'));
  let apart = 0;
  for (const setting of settingsOf('none')) apart += await inPlain([setting]);
  const numpySeconds = median(theirs.map(({ seconds }) => seconds));
  const ratio = (seconds: number): string =>
    theirs.length === 0 ? '-' : shown(seconds / numpySeconds, 2);
  const rows: (readonly [string, number])[] = [
    ['onnxruntime, six sizes', median(own)],
    ['plain JavaScript, six sizes in one pass', together],
    ['plain JavaScript, six sizes, a pass for each', apart],
    ['plain JavaScript, six sizes of bits in one pass', await inPlain(settingsOf('binary'))],
  ];
  if (theirs.length > 0) rows.unshift([`numpy ${theirs[0]?.version}, six sizes`, numpySeconds]);
  printTable(
    [
      `best ${shown(count)} of ${shown(documents)} for ${shown(queries)} queries`,
      's',
      "times numpy's",
    ],
    rows.map(([name, seconds]) => [name, shown(seconds, 1), ratio(seconds)]),
  );
  const mebibytes = (most - before) / 2 ** 20;
  console.log(
    `\nOnnxruntime and numpy in turns, medians of ${rounds} rounds. Through onnxruntime the search took ${shown(mebibytes)} MiB beside the vectors.` +
      (theirs.length === 0
        ? ' No numpy was found.'
        : ` ${shown(same * 100, 2)} % of the lists hold the same documents as numpy's, which sums in single precision.`),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
