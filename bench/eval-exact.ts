import { searchExactly, type Setting } from '../packages/eval/dist/exact/search-exactly.js';
import { numberFrom } from './support/environment.ts';
import { printTable, shown } from './support/table.ts';

// How long the exact search of `evaluate` takes in plain JavaScript: six sizes in one pass over the prefixes against one pass a size, and
// the other ways to keep vectors. DOCUMENTS and QUERIES choose (default 100,000 and 20; times are for 1,000 queries, by proportion).

const documents = numberFrom('DOCUMENTS', 100_000);
const queries = numberFrom('QUERIES', 20);
const width = 1024;
const sizes = [1024, 768, 512, 256, 128, 64];

function random(rows: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: rows * width }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const asked = { rows: queries, width, data: random(queries, 1) };
const gallery = { rows: documents, width, data: random(documents, 2) };

function time(settings: readonly Setting[]): number {
  let sum = 0;
  const search = searchExactly(asked, gallery, settings, (_query, _setting, scores) => {
    sum += scores[0] ?? 0;
  });
  search.score(0);
  const begin = performance.now();
  for (let query = 0; query < queries; query++) search.score(query);
  if (!Number.isFinite(sum)) throw new Error('a score is not a number');
  return (performance.now() - begin) / queries;
}

const setting = (dimensions: number, quantization: Setting['quantization']): Setting => ({
  dimensions,
  quantization,
});
const rows: readonly (readonly [string, number])[] = [
  ['six sizes in one pass', time(sizes.map((size) => setting(size, 'none')))],
  [
    'six sizes, a pass for each',
    sizes.reduce((sum, size) => sum + time([setting(size, 'none')]), 0),
  ],
  ['six sizes of bits in one pass', time(sizes.map((size) => setting(size, 'binary')))],
  ['256 dimensions as bytes', time([setting(256, 'int8')])],
];
printTable(
  [`${shown(documents)} documents`, 'ms a query', 's for 1,000 queries'],
  rows.map(([name, ms]) => [name, shown(ms, 1), shown(ms, 1)]),
);
