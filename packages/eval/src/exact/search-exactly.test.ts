import { expect, it } from 'vitest';
import { randomBelow } from '../statistics/random.ts';
import type { Best } from './best.ts';
import type { Matrix } from './matrix.ts';
import { type Searched, searchExactly } from './search-exactly.ts';
import type { Setting } from './setting.ts';

const width = 96;
const sizes = [96, 64, 32, 16];
const quantizations = ['none', 'int8', 'binary'] as const;
const settings = quantizations.flatMap((quantization) =>
  sizes.map((dimensions): Setting => ({ dimensions, quantization })),
);

function random(rows: number, seed: number): Matrix {
  const below = randomBelow(seed);
  const data = Float32Array.from({ length: rows * width }, () => below(2 ** 32) / 2 ** 31 - 1);
  return { rows, width, data };
}

/**
 * Documents of which many are equal, many differ by less than single precision tells, and some are next to nothing in their first numbers; the
 * first query is one of the equal ones.
 */
function hard(rows: number): Searched {
  const documentVectors = random(rows, 1);
  const queryVectors = random(40, 2);
  const { data } = documentVectors;
  const pattern = data.slice(0, width);
  queryVectors.data.set(pattern);
  for (let row = 0; row < rows; row += 3) {
    data.set(pattern, row * width);
    // One unit in the last place of one number, which a sum of 96 in single precision loses.
    const at = row * width + (row % width);
    if (row % 2 === 0) data[at] = (data[at] ?? 0) * (1 + 2 ** -23);
  }
  for (let row = 1; row < rows; row += 97)
    for (let at = row * width; at < row * width + 16; at++) data[at] = (data[at] ?? 0) * 1e-20;
  const eligible = Array.from({ length: 40 }, (_, query) =>
    query % 8 === 3
      ? Uint8Array.from({ length: rows }, (__, row) => Number(row % 5 > 1))
      : undefined,
  );
  return { documentVectors, queryVectors, eligible };
}

async function found(
  searched: Searched,
  by: 'runtime' | 'javascript',
  count: number,
): Promise<ReadonlyMap<string, Best>> {
  const all = new Map<string, Best>();
  for await (const { query, setting, best } of searchExactly(searched, settings, { count, by }))
    all.set(`${query} ${setting.dimensions} ${setting.quantization}`, best);
  return all;
}

it.each([
  ['a few of many', 20_000, 7],
  ['a list that ends among near ties', 900, 320],
  ['more than there are', 60, 100],
])('finds the same through onnxruntime and in plain JavaScript: %s', async (_, rows, count) => {
  const searched = hard(rows);
  const byRuntime = await found(searched, 'runtime', count);
  const plain = await found(searched, 'javascript', count);
  expect(byRuntime.size).toBe(40 * settings.length);
  expect(byRuntime).toEqual(plain);
});

it('finds what sorting all scores finds, with all that tie with the last', async () => {
  const searched = hard(300);
  const { queryVectors, documentVectors } = searched;
  const all = await found(searched, 'javascript', 5);
  for (const { dimensions } of settings.filter(({ quantization }) => quantization === 'none'))
    for (const query of [0, 1, 2]) {
      const cosine = (row: number): number => {
        let [sum, squares] = [0, 0];
        for (let at = 0; at < dimensions; at++) {
          const value = documentVectors.data[row * width + at] ?? 0;
          sum += value * (queryVectors.data[query * width + at] ?? 0);
          squares += value ** 2;
        }
        return squares === 0 ? 0 : sum / Math.sqrt(squares);
      };
      const scores = Array.from({ length: 300 }, (_, row) => cosine(row));
      const least = scores.toSorted((a, b) => b - a)[4] ?? 0;
      const good = scores.flatMap((score, row) =>
        score >= least - 1e-6 * Math.abs(least) ? [row] : [],
      );
      const best = all.get(`${query} ${dimensions} none`);
      expect([...(best?.places ?? [])].sort((a, b) => a - b)).toEqual(good);
      expect(good.length >= (query === 0 ? 50 : 5)).toBe(true);
    }
});

it('searches for the queries that are asked for only', async () => {
  const searched = hard(50);
  const setting = { dimensions: 96, quantization: 'none' } as const;
  const queries: number[] = [];
  for await (const { query } of searchExactly(searched, [setting], { count: 3, queries: [7, 2] }))
    queries.push(query);
  expect(queries).toEqual([7, 2]);
});
