import { expect, it } from 'vitest';
import { publishedFor, publishedScores } from './scores.ts';

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
  expect(publishedScores.length).toBe(49);
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
