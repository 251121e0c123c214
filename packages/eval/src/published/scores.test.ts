import { expect, it } from 'vitest';
import { publishedFor, publishedScores, publishedShares } from './scores.ts';

it('has each number once, from 0 to 1, with its source', () => {
  const keys = publishedScores.map(({ benchmark, model, task, dimensions, source }) =>
    [benchmark, model, task, dimensions, source].join(),
  );
  expect(new Set(keys).size).toBe(keys.length);
  for (const { value, source } of publishedScores) {
    expect(value).toBeGreaterThan(0.1);
    expect(value).toBeLessThan(1);
    expect(source).not.toBe('');
  }
  expect(publishedScores.length).toBe(61);
});

it('has what is published of 64 dimensions as shares, since no set is published by itself', () => {
  const at64 = publishedShares.filter(({ dimensions }) => dimensions === 64);
  expect(at64.map(({ task, kept }) => [task, kept])).toEqual([
    ['image-to-text', 0.93],
    ['text-to-image', 0.9],
    ['classification', 0.875],
    ['classification', 0.92],
    ['text-to-text', 0.979],
    ['text-to-text', 0.825],
  ]);
  expect(publishedScores.filter(({ dimensions }) => dimensions === 64)).toEqual([]);
});

it('finds what stands beside a run over COCO, and nothing for one’s own data', () => {
  const found = publishedFor('coco test').filter(
    ({ model, task }) => model === 'jinaai/jina-clip-v2' && task === 'text-to-image',
  );
  expect(found.map(({ dimensions, value }) => [dimensions, value])).toEqual([
    [1024, 0.684],
    [1024, 0.6835],
    [256, 0.6743],
    [128, 0.6458],
  ]);
  expect(publishedFor('shop.jsonl')).toEqual([]);
});
