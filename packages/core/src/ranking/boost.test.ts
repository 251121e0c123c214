import { describe, expect, it } from 'vitest';
import type { Filter } from '../filter/types.ts';
import type { JsonObject } from '../json.ts';
import { type Boost, boostHits, resolveBoosts } from './boost.ts';
import type { FusedHit } from './fuse.ts';

const fields = { price: 'number', made: 'datetime', brand: 'string' } as const;

const hit = (id: string, fused: number, isSame = false): FusedHit => ({
  hit: { id, score: fused, metadata: {} },
  modality: 'text',
  score: fused,
  fused,
  lists: {},
  isSame,
  best: 0,
});

const records = new Map(
  Object.entries<JsonObject>({
    a: { price: 10, made: '2026-01-01T00:00:00Z' },
    b: { price: 30, brand: 'x' },
    c: { price: 20, made: '2026-01-03T00:00:00Z' },
    d: {},
  }).map(([id, metadata]) => [id, { id, vectors: {}, metadata }]),
);
const list = [hit('a', 1), hit('b', 0.5), hit('c', 0.25), hit('d', 0)];

function boosted(boost: readonly Boost[], hits = list, fusion: 'relative' | 'rank' = 'relative') {
  return boostHits(hits, records, resolveBoosts(boost, { fields }), fusion).map((one) => [
    one.hit.id,
    Number(one.fused.toFixed(3)),
  ]);
}

function deep(levels: number): Filter {
  return levels === 0 ? { brand: 'x' } : { $not: deep(levels - 1) };
}

describe('a boost', () => {
  it('adds its weight where its filter holds', () => {
    expect(boosted([{ filter: { brand: 'x' }, weight: 0.75 }])).toEqual([
      ['b', 1.25],
      ['a', 1],
      ['c', 0.25],
      ['d', 0],
    ]);
  });

  it('adds by field where the value stands in the list, and nothing without a value', () => {
    expect(boosted([{ field: 'price', weight: 1 }])).toEqual([
      ['b', 1.5],
      ['a', 1],
      ['c', 0.75],
      ['d', 0],
    ]);
    expect(boosted([{ field: 'made', weight: 2 }])[0]).toEqual(['c', 2.25]);
  });

  it('by field takes the farthest numbers, and weights of any size that sums keep apart', () => {
    const far = new Map(
      [1e308, -1e308, 0].map((price, i) => {
        const id = `f${i}`;
        return [id, { id, vectors: {}, metadata: { price } }];
      }),
    );
    const hits = [...far.keys()].map((id) => hit(id, 0));
    const byPrice = resolveBoosts([{ field: 'price', weight: 1 }], { fields });
    expect(boostHits(hits, far, byPrice, 'relative').map((one) => [one.hit.id, one.fused])).toEqual(
      [
        ['f0', 1],
        ['f2', 0.5],
        ['f1', 0],
      ],
    );
    for (const weight of [1e101, -1e308, Number.POSITIVE_INFINITY, Number.NaN])
      expect(() => resolveBoosts([{ field: 'price', weight }], { fields })).toThrow(
        'boost[0].weight: must be a finite number other than 0',
      );
  });

  it('with a negative weight moves hits down', () => {
    expect(boosted([{ filter: { price: { $lt: 15 } }, weight: -2 }]).at(-1)).toEqual(['a', -1]);
  });

  it('counts as a list whose first hit this is, also by rank', () => {
    const byRank = boosted(
      [{ filter: { brand: 'x' }, weight: 1 }],
      [hit('a', 1 / 61), hit('b', 1 / 62)],
      'rank',
    );
    expect(byRank).toEqual([
      ['b', Number((1 / 62 + 1 / 61).toFixed(3))],
      ['a', Number((1 / 61).toFixed(3))],
    ]);
  });

  it('leaves the very content of the query first', () => {
    const hits = [hit('d', 0.1, true), ...list.slice(0, 3)];
    expect(boosted([{ field: 'price', weight: 5 }], hits)[0]).toEqual(['d', 0.1]);
  });

  it.each<[unknown, string]>([
    ['a', 'boost: must be an array'],
    [['a'], 'boost[0]: must be { filter, weight } or { field, weight }'],
    [Array(1), 'boost[0]: must be { filter, weight } or { field, weight }'],
    [[{ field: 'price' }], 'boost[0].weight: must be a finite number other than 0'],
    [[{ field: 'price', weight: 0 }], 'boost[0].weight: must be a finite number other than 0'],
    [[{ weight: 1 }], 'boost[0]: must have exactly one of filter and field'],
    [[{ field: 'price', filter: {}, weight: 1 }], 'boost[0]: must have exactly one of'],
    [
      [{ field: 'brand', weight: 1 }],
      'boost[0].field: "brand" is not declared as number or datetime',
    ],
    [[{ field: 'nope', weight: 1 }], 'boost[0].field: "nope" is not declared'],
    [[{ feild: 'price', weight: 1 }], 'boost[0]: unknown option feild; did you mean field?'],
    [
      [
        { field: 'price', weight: 1 },
        { filter: { nope: 1 }, weight: 1 },
      ],
      'boost[1].filter.nope: "nope" is not a declared field',
    ],
    [
      [{ filter: { $or: [{ price: 'cheap' }] }, weight: 1 }],
      'boost[0].filter.$or[0].price: must be a number, got "cheap"',
    ],
    [[{ filter: 'red', weight: 1 }], 'boost[0].filter: must be a plain object, got "red"'],
    [[{ filter: deep(40), weight: 1 }], 'boost[0].filter: is nested deeper than 32 levels'],
    [
      [{ filter: { brand: { $in: Array(100_001).fill('x') } }, weight: 1 }],
      'boost[0].filter: has more than 100000 conditions',
    ],
  ])('refuses %j', (boost, message) => {
    expect(() => resolveBoosts(boost as Boost[], { fields })).toThrow(message); // wrong on purpose
  });
});
