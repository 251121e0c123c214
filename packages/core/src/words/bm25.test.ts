import { expect, it } from 'vitest';
import { inverseFrequency, wordWeight } from './bm25.ts';

// By hand, so that what every database is compared to does not come from the code alone.
it.each([
  [4, 1, Math.log(1 + 3.5 / 1.5), 1.2039728],
  [4, 4, Math.log(1 + 0.5 / 4.5), 0.1053605],
  [1000, 3, Math.log(1 + 997.5 / 3.5), 5.6559918],
])(
  'of %d texts a word that %d hold counts ln(1 + (N − n + ½) / (n + ½))',
  (total, holders, formula, number) => {
    expect(inverseFrequency(total, holders)).toBe(formula);
    expect(inverseFrequency(total, holders)).toBeCloseTo(number, 6);
  },
);

it.each([
  // 2 × 2.2 / (2 + 1.2 × (0.25 + 0.75 × 2)) = 4.4 / 4.1
  ['twice in a text of twice the average', 2, 10, 5, 1.0731707],
  ['once in an average text', 1, 5, 5, 1],
  // 2.2 / (1 + 1.2 × (0.25 + 0.75 × 0.5)) = 2.2 / 1.75
  ['once in a text of half the average', 1, 5, 10, 1.2571429],
  ['nowhere', 0, 5, 5, 0],
])(
  'a word that stands %s has its weight by k1 1.2 and b 0.75',
  (_, times, length, average, weight) => {
    expect(wordWeight(times, length, average)).toBeCloseTo(weight, 6);
  },
);
