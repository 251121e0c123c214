import { expect, it } from 'vitest';
import { pairedBootstrap } from './bootstrap.ts';
import { randomizationTest } from './randomization.ts';

const first = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 0 : 1 / (1 + (i % 7))));
const second = Array.from({ length: 60 }, (_, i) => (i % 4 === 0 ? 0 : 1));

it('gives the same for the same seed and about the same for another', () => {
  const [a, b] = [pairedBootstrap(first, second), pairedBootstrap(first, second)];
  expect(a).toEqual(b);
  const other = pairedBootstrap(first, second, { seed: 7 });
  expect(other).not.toEqual(a);
  expect(other.difference.low).toBeCloseTo(a.difference.low, 1);
});

it('is less sure where queries hang together', () => {
  const width = ({ low, high }: { low: number; high: number }): number => high - low;
  // Five captions an image, all right or all wrong together.
  const a = Array.from({ length: 100 }, (_, i) => (Math.floor(i / 5) % 2 === 0 ? 1 : 0));
  const b = Array.from({ length: 100 }, (_, i) => (Math.floor(i / 5) % 3 === 0 ? 0 : 1));
  const clusters = a.map((_, i) => Math.floor(i / 5));
  const alone = pairedBootstrap(a, b);
  const together = pairedBootstrap(a, b, { clusters });
  expect(together.clusters).toBe(20);
  expect(width(together.difference)).toBeGreaterThan(1.8 * width(alone.difference));
  expect(randomizationTest(a, b, { clusters }).p).toBeGreaterThan(randomizationTest(a, b).p);
});

it('has no ratio to nothing', () => {
  expect(pairedBootstrap([0, 0, 0], [1, 0, 1]).ratio).toBeUndefined();
});

it('is exact where there are few', () => {
  expect(randomizationTest([0, 0, 0], [1, 1, 1])).toEqual({ p: 0.25, exact: true });
  expect(randomizationTest(first, first)).toEqual({ p: 1, exact: true });
});

it.each([
  ['lists of two lengths', () => pairedBootstrap([1], [1, 2]), 'second'],
  ['nothing', () => pairedBootstrap([], []), 'first'],
  [
    'clusters of another length',
    () => pairedBootstrap([1], [1], { clusters: [] }),
    'options.clusters',
  ],
  ['a level that is not a share', () => pairedBootstrap([1], [1], { level: 95 }), 'options.level'],
])('refuses %s', (_, call, field) => {
  expect(call).toThrow(expect.objectContaining({ details: { field } }));
});
