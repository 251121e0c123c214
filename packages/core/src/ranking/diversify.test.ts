import { describe, expect, it } from 'vitest';
import { diversify } from './diversify.ts';

const at = (degrees: number): Float32Array => {
  const angle = (degrees / 180) * Math.PI;
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
};

const entries = [
  { id: 'a', fused: 2, vector: at(0) },
  { id: 'a twin', fused: 1.9, vector: at(1) },
  { id: 'b', fused: 1.2, vector: at(60) },
  { id: 'no vector', fused: 0.4, vector: undefined },
  { id: 'c', fused: 0.2, vector: at(170) },
];
const ids = (diversity: number, wanted = 5): string[] =>
  diversify(entries, wanted, diversity, (entry) => entry).map(({ id }) => id);

describe('diversify', () => {
  it('keeps the order where nothing is diversified, whatever resembles what', () => {
    expect(ids(0)).toEqual(['a', 'a twin', 'b', 'no vector', 'c']);
  });

  it('puts what resembles an earlier hit behind what does not', () => {
    expect(ids(0.5)).toEqual(['a', 'c', 'no vector', 'b', 'a twin']);
    expect(ids(0.2)).toEqual(['a', 'a twin', 'b', 'c', 'no vector'].toSorted(byWorth(0.2)));
  });

  it('takes the hit of highest (1 − diversity) × part of the best − diversity × similarity, worked by hand', () => {
    // Parts of the best: 1, 0.8, 0.5. Cosines to the first: 0.5 and 0, between the other two 0.866.
    const three = [
      { id: 'first', fused: 2, vector: at(0) },
      { id: 'near', fused: 1.6, vector: at(60) },
      { id: 'far', fused: 1, vector: at(90) },
    ];
    const order = (diversity: number): string[] =>
      diversify(three, 3, diversity, (entry) => entry).map(({ id }) => id);
    // 0.63 × 0.8 − 0.37 × 0.5 = 0.319 is more than 0.63 × 0.5 = 0.315
    expect(order(0.37)).toEqual(['first', 'near', 'far']);
    // 0.62 × 0.8 − 0.38 × 0.5 = 0.306 is less than 0.62 × 0.5 = 0.31
    expect(order(0.38)).toEqual(['first', 'far', 'near']);
    // What counts is the part of the best: all of them ten times as much is the same list.
    const tenfold = three.map((entry) => ({ ...entry, fused: entry.fused * 10 }));
    expect(diversify(tenfold, 3, 0.38, (entry) => entry).map(({ id }) => id)).toEqual(order(0.38));
  });

  it('begins with the same hits, however many are wanted', () => {
    for (const diversity of [0.1, 0.3, 0.6, 1])
      expect(ids(diversity, 3)).toEqual(ids(diversity).slice(0, 3));
  });

  it('keeps the first one first, and after it the order of those that are equally far', () => {
    const same = [1, 2, 3].map((id) => ({ id, fused: 0, vector: at(0) }));
    expect(diversify(same, 3, 1, (entry) => entry)).toEqual(same);
  });

  it('takes negative sums, which boosts make, for less relevant and not for better', () => {
    const low = entries.map((entry) => ({ ...entry, fused: entry.fused - 5 }));
    expect(diversify(low, 5, 0, (entry) => entry)).toEqual(low);
  });
});

/** Maximal marginal relevance as its paper has it, taken one after the other from the definition. */
function byWorth(diversity: number): (a: string, b: string) => number {
  const order: string[] = [];
  const left = entries.map((entry) => ({ ...entry }));
  const cosine = (a?: Float32Array, b?: Float32Array): number =>
    a === undefined || b === undefined ? 0 : (a[0] ?? 0) * (b[0] ?? 0) + (a[1] ?? 0) * (b[1] ?? 0);
  const taken: typeof left = [];
  while (left.length > 0) {
    const worth = left.map(
      (one) =>
        (1 - diversity) * (one.fused / 2) -
        diversity *
          (taken.length === 0
            ? 0
            : Math.max(...taken.map((two) => cosine(one.vector, two.vector)))),
    );
    const [next] = left.splice(worth.indexOf(Math.max(...worth)), 1);
    if (next === undefined) break;
    taken.push(next);
    order.push(next.id);
  }
  return (a, b) => order.indexOf(a) - order.indexOf(b);
}
