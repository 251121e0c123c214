import { expect, it } from 'vitest';
import { searchProducts } from './search-products.ts';

/** Small whole numbers, whose products are exact. */
function wholeNumbers(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return ((state >>> 24) % 5) - 2;
  });
}

it('finds what multiplying one by one finds, over several blocks of rows, ties by their place', async () => {
  const [width, rows, asked, count] = [12, 40_000, 3, 50];
  const sizes = [4, 7, 12];
  const data = wholeNumbers(rows * width, 1);
  const queries = wholeNumbers(asked * width, 2);
  const factors = sizes.map((_, i) => wholeNumbers(rows, 3 + i));
  const search = await searchProducts({ data, width, sizes, factors }, count);
  const found = await search.best(queries);
  await search.close();
  for (const [i, size] of sizes.entries())
    for (let query = 0; query < asked; query++) {
      const scoreOf = (row: number): number => {
        let sum = 0;
        for (let at = 0; at < size; at++)
          sum += (queries[query * width + at] ?? 0) * (data[row * width + at] ?? 0);
        return sum * (factors[i]?.[row] ?? 0);
      };
      const scores = Array.from({ length: rows }, (_, row) => scoreOf(row));
      const best = [...scores.keys()]
        .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
        .slice(0, count);
      const own = [query * count, (query + 1) * count] as const;
      expect([...(found[i]?.places.subarray(...own) ?? [])]).toEqual(best);
      expect([...(found[i]?.scores.subarray(...own) ?? [])]).toEqual(
        best.map((row) => scores[row]),
      );
    }
});

it('gives all rows where there are fewer than are wanted, also of a width that no size reaches', async () => {
  const data = Float32Array.of(1, 9, 2, 9, 3, 9);
  const factors = [Float32Array.of(1, 1, -1)];
  const search = await searchProducts({ data, width: 2, sizes: [1], factors }, 10);
  const [found] = await search.best(Float32Array.of(2, 5));
  await search.close();
  expect(found).toEqual({
    count: 3,
    scores: Float32Array.of(4, 2, -6),
    places: Int32Array.of(1, 0, 2),
  });
});
