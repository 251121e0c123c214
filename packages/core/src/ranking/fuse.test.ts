import { describe, expect, it } from 'vitest';
import { fuse, type FusedHit, type ListName, type WeightedList } from './fuse.ts';

function list(
  name: ListName,
  scores: Readonly<Record<string, number>>,
  more: Partial<WeightedList> = {},
): WeightedList {
  const hits = Object.entries(scores).map(([id, score]) => ({ id, score, metadata: {} }));
  return { name, weight: 1, tellsSame: false, hits, ...more };
}

const idsOf = (hits: readonly FusedHit[]): string[] => hits.map(({ hit }) => hit.id);

describe('fuse by relative score', () => {
  it('adds how far a hit stands between the last and the first of each list', () => {
    const image = list('image', { a: 0.3, b: 0.25, c: 0.2 });
    const text = list('text', { c: 0.9, b: 0.8, d: 0.4 });
    const fused = fuse([image, text], 'relative');
    expect(idsOf(fused)).toEqual(['b', 'a', 'c', 'd']);
    expect(fused.map((one) => one.fused.toFixed(3))).toEqual(['1.300', '1.000', '1.000', '0.000']);
    expect(fused[0]).toMatchObject({
      modality: 'text',
      score: 0.8,
      lists: { image: { rank: 2, score: 0.25 }, text: { rank: 2, score: 0.8 } },
    });
  });

  it('gives every hit of a list of equal scores all of it', () => {
    const fused = fuse([list('image', { b: 0.5, a: 0.5 })], 'relative');
    expect(fused.map((one) => [one.hit.id, one.fused])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  it('multiplies by weights, and takes the modality of the list that adds most', () => {
    const lists = [
      list('image', { a: 1, b: 0 }, { weight: 2 }),
      list('text', { b: 1, a: 0.75, c: 0 }),
    ];
    const [first, second] = fuse(lists, 'relative');
    expect(first).toMatchObject({ hit: { id: 'a' }, fused: 2.75, modality: 'image', score: 1 });
    expect(second).toMatchObject({ hit: { id: 'b' }, fused: 1, modality: 'text', score: 1 });
  });

  it('takes words by the part of the best, and leaves a hit of words alone without a score', () => {
    const lists = [list('text', { a: 0.9, b: 0.1 }), list('words', { w: 8, b: 4, a: 2 })];
    const fused = fuse(lists, 'relative');
    expect(fused.map((one) => [one.hit.id, one.fused])).toEqual([
      ['a', 1.25],
      ['w', 1],
      ['b', 0.5],
    ]);
    expect(fused[1]).toMatchObject({ modality: 'text', lists: { words: { rank: 1, score: 8 } } });
    expect(fused[1]?.score).toBeUndefined();
  });

  it('orders equal sums by the higher relative score, then by id', () => {
    const lists = [
      list('image', { x: 1, both: 0.5, low: 0 }),
      list('text', { y: 1, both: 0.5, high: 0 }),
    ];
    expect(idsOf(fuse(lists, 'relative'))).toEqual(['x', 'y', 'both', 'high', 'low']);
  });

  it('puts the same content as the query before all others, by the list that can tell it', () => {
    const image = list('image', { z: 0.99995, b: 0.2, c: 0.1 });
    const text = list('text', { b: 0.9, c: 0.5, z: 0.1 });
    expect(idsOf(fuse([image, text], 'relative'))[0]).toBe('b');
    const [first] = fuse([{ ...image, tellsSame: true }, text], 'relative');
    expect(first).toMatchObject({ hit: { id: 'z' }, modality: 'image', score: 0.99995 });
  });

  it('counts a hit below minScore as not found by that list, and keeps what others add', () => {
    const lists = [list('image', { a: 0.3, b: 0.2, c: 0.1 }), list('words', { c: 0.02, b: 0.01 })];
    const fused = fuse(lists, 'relative', 0.2);
    expect(fused.map((one) => [one.hit.id, one.fused, one.score])).toEqual([
      ['a', 1, 0.3],
      ['c', 1, undefined],
      ['b', 1, 0.2],
    ]);
  });
});

describe('fuse by rank', () => {
  it('adds the weight over 60 and the rank', () => {
    const lists = [list('image', { a: 0.3, b: 0.2 }, { weight: 2 }), list('words', { b: 9, c: 1 })];
    const fused = fuse(lists, 'rank');
    expect(idsOf(fused)).toEqual(['b', 'a', 'c']);
    expect(fused[0]?.fused).toBeCloseTo(2 / 62 + 1 / 61, 12);
    expect(fused[2]?.fused).toBeCloseTo(1 / 62, 12);
  });
});
