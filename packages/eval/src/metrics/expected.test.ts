import { isNestvecError } from '@nestvec/core';
import { expect, it } from 'vitest';
import { bestOf } from '../exact/best.ts';
import { measureByRank } from './by-rank.ts';
import { measurePlacement } from './measure-placement.ts';
import { measureRun } from './measure-run.ts';
import { type MetricName, rankingMetrics } from './names.ts';
import { idealOf, placeAmong, placeRanked } from './placement.ts';

/** Every order of a list. */
function ordersOf<Entry>(list: readonly Entry[]): Entry[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((entry, i) => ordersOf(list.toSpliced(i, 1)).map((rest) => [entry, ...rest]));
}

const rankings: readonly { scores: number[]; gains: number[]; unfound: number[] }[] = [
  { scores: [3, 2, 2, 2, 2, 1], gains: [0, 1, 0, 2, 0, 1], unfound: [1] },
  { scores: [1, 1, 1, 1, 1], gains: [0, 0, 3, 0, 1], unfound: [] },
  { scores: [2, 2, 2, 1, 1, 1], gains: [0, 1, 0, 1, 0, 2], unfound: [2] },
  { scores: [4, 3, 3, 1], gains: [1, 0, 0, 0], unfound: [] },
  { scores: [4, 4, 3], gains: [0, 0, 0], unfound: [1] },
];

it.each(rankings)('is the mean over all orders of ties: $scores, $gains', (given) => {
  const { scores, gains, unfound } = given;
  const ideal = idealOf([...gains, ...unfound]);
  const cutoffs = [1, 2, 3, 4, 10];
  const measured = measurePlacement(placeRanked(scores, gains, ideal), cutoffs);
  const orders = ordersOf(scores.map((score, i) => ({ score, gain: gains[i] ?? 0 }))).filter(
    (order) => order.every(({ score }, i) => i === 0 || score <= (order[i - 1]?.score ?? 0)),
  );
  for (const k of cutoffs)
    for (const name of rankingMetrics) {
      const values = orders.map((order) => {
        const found = order.flatMap(({ gain }, rank) => (gain > 0 ? [{ rank, gain }] : []));
        return measureByRank(found, ideal, k)[name];
      });
      const key: MetricName = `${name}@${k}`;
      const mean = values.reduce((total, value) => total + value, 0) / values.length;
      expect(measured[key]?.value, key).toBeCloseTo(mean, 12);
      expect(measured[key]?.best, key).toBeCloseTo(Math.max(...values), 12);
      expect(measured[key]?.worst, key).toBeCloseTo(Math.min(...values), 12);
    }
});

it('places among unsorted scores what it places in a ranking', () => {
  const scores = [0.5, 0.25, 0.5, 0.75, 0.25, 0.25];
  const gains = [0, 2, 1, 0, 0, 1];
  const judged = gains.flatMap((grade, at) => (grade > 0 ? [{ at, grade }] : []));
  const order = scores.map((_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  expect(placeAmong(bestOf(Float32Array.from(scores), 6), judged)).toEqual(
    placeRanked(
      order.map((i) => scores[i] ?? 0),
      order.map((i) => gains[i] ?? 0),
      idealOf(gains),
    ),
  );
});

it('gives a scorer that always says the same what chance gives', () => {
  const gallery = 200;
  const placement = placeAmong(bestOf(new Float32Array(gallery), 10), [{ at: 17, grade: 1 }]);
  const measured = measurePlacement(placement, [1, 5, 10]);
  expect(measured['hitRate@1']).toEqual({ value: expect.closeTo(1 / gallery), best: 1, worst: 0 });
  expect(measured['hitRate@5']?.value).toBeCloseTo(5 / gallery, 12);
  const chance = Array.from({ length: 10 }, (_, i) => 1 / (i + 1) / gallery);
  expect(measured['MRR@10']?.value).toBeCloseTo(
    chance.reduce((total, value) => total + value, 0),
    12,
  );
});

it.each([
  [
    'a document twice',
    [
      { id: 'a', score: 1 },
      { id: 'a', score: 0.5 },
    ],
    'run[q][1].id',
  ],
  ['a score that is not a number', [{ id: 'a', score: Number.NaN }], 'run[q][0]'],
])('refuses %s', (_, hits, field) => {
  const qrels = new Map([['q', new Map([['a', 1]])]]);
  expect(fieldOf(() => measureRun(new Map([['q', hits]]), qrels))).toBe(field);
});

it('refuses a run of another data set', () => {
  const run = new Map([['other', [{ id: 'a', score: 1 }]]]);
  expect(fieldOf(() => measureRun(run, new Map([['q', new Map([['a', 1]])]])))).toBe('run');
});

it('leaves out the query itself where that is asked for', () => {
  const run = new Map([
    [
      'a',
      [
        { id: 'a', score: 1 },
        { id: 'b', score: 0.5 },
      ],
    ],
  ]);
  const qrels = new Map([['a', new Map([['b', 1]])]]);
  expect(measureRun(run, qrels).means['hitRate@1']?.value).toBe(0);
  expect(measureRun(run, qrels, { withoutSelf: true }).means['hitRate@1']?.value).toBe(1);
});

function fieldOf(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    if (isNestvecError(error, 'invalid-input')) return error.details.field;
    throw error;
  }
  return undefined;
}
