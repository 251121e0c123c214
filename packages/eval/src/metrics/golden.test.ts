import { describe, expect, it } from 'vitest';
import { golden } from '../__fixtures__/golden.ts';
import { pairedBootstrap } from '../statistics/bootstrap.ts';
import { holm } from '../statistics/holm.ts';
import { randomizationTest } from '../statistics/randomization.ts';
import { measureClasses, measureLabels } from './classification.ts';
import { pearson, spearman } from './correlation.ts';
import { measureRun, type Qrels, type Run } from './measure-run.ts';
import type { MeasuredRanking, MetricName } from './names.ts';
import { placeAmong } from './placement.ts';
import { measurePlacement } from './measure-placement.ts';

type ByQuery = Readonly<Record<string, Readonly<Record<string, number>>>>;

function runOf(given: ByQuery): Run {
  return new Map(
    Object.entries(given).map(([query, hits]) => [
      query,
      Object.entries(hits).map(([id, score]) => ({ id, score })),
    ]),
  );
}

function qrelsOf(given: ByQuery): Qrels {
  return new Map(
    Object.entries(given).map(([query, judged]) => [query, new Map(Object.entries(judged))]),
  );
}

function valueOf(measured: MeasuredRanking | undefined, name: string): number | undefined {
  return measured?.[(name === 'MRR' ? 'MRR@1000' : name) as MetricName]?.value;
}

const k = [1, 2, 3, 5, 10, 1000];

describe.each(golden.trec.map((one, i) => ({ i, ...one })))('pytrec_eval, case $i', (given) => {
  const measured = measureRun(runOf(given.run), qrelsOf(given.qrels), { k, ties: 'trec' });

  it('gives the same value of each metric for each query', () => {
    let compared = 0;
    for (const [query, values] of Object.entries(given.values))
      for (const [name, value] of Object.entries(values)) {
        expect(valueOf(measured.queries.get(query), name), `${query} ${name}`).toBeCloseTo(
          value,
          9,
        );
        compared++;
      }
    expect(compared).toBeGreaterThan(80);
  });

  it('counts a query without results as 0, where pytrec_eval leaves it out', () => {
    expect(measured.missing.length).toBeGreaterThan(0);
    for (const query of measured.missing) {
      expect(given.values).not.toHaveProperty(query);
      for (const one of Object.values(measured.queries.get(query) ?? {})) expect(one.value).toBe(0);
    }
  });
});

it('means of the example of evaluation.md are those of ir-measures', () => {
  const [fixed] = golden.trec;
  const { means, unjudged } = measureRun(runOf(fixed?.run ?? {}), qrelsOf(fixed?.qrels ?? {}), {
    k,
    ties: 'trec',
  });
  expect(means['nDCG@10']?.value).toBeCloseTo(0.412501, 6);
  expect(means['MAP@1000']?.value).toBeCloseTo(0.366667, 6);
  expect(means['hitRate@2']?.value).toBeCloseTo(0.6, 6);
  expect(unjudged).toEqual(['q6']);
});

it('expects of ties what chance gives, between best and worst', () => {
  const { run, qrels, values } = golden.shuffled;
  const { queries } = measureRun(runOf(run), qrelsOf(qrels), { k });
  for (const [query, row] of Object.entries(values))
    for (const [name, value] of Object.entries(row)) {
      // The mean of 1,000 orders of a value from 0 to 1 is off by 0.016 at most, one standard error; five are allowed.
      expect(Math.abs((valueOf(queries.get(query), name) ?? -1) - value), name).toBeLessThan(0.08);
    }
});

it('gives CLIP_benchmark’s recall in both directions under the name of hit rate', () => {
  const { owner, scores, recall } = golden.clip;
  const images = scores[0]?.length ?? 0;
  const cutoffs = [1, 5, 10];
  const toImage = scores.map((row, i) =>
    measurePlacement(
      placeAmong(Float32Array.from(row), [{ at: owner[i] ?? 0, grade: 1 }]),
      cutoffs,
    ),
  );
  const toText = Array.from({ length: images }, (_, image) => {
    const column = Float32Array.from(scores, (row) => row[image] ?? 0);
    const own = owner.flatMap((of, at) => (of === image ? [{ at, grade: 1 }] : []));
    return measurePlacement(placeAmong(column, own), cutoffs);
  });
  for (const cut of cutoffs) {
    expect(mean(toImage.map((one) => one[`hitRate@${cut}`]?.value ?? -1))).toBeCloseTo(
      recall.image_retrieval[cut] ?? -1,
      9,
    );
    expect(mean(toText.map((one) => one[`hitRate@${cut}`]?.value ?? -1))).toBeCloseTo(
      recall.text_retrieval[cut] ?? -1,
      9,
    );
  }
  // True recall is another number: an image has five captions.
  expect(mean(toText.map((one) => one['recall@1']?.value ?? -1))).toBeLessThan(
    recall.text_retrieval['1'] ?? 0,
  );
});

it.each(golden.correlation)('correlates as scipy does', (given) => {
  expect(spearman(given.first, given.second)).toBeCloseTo(given.spearman, 12);
  expect(pearson(given.first, given.second)).toBeCloseTo(given.pearson, 12);
});

it('counts classes as scikit-learn does', () => {
  const { scores, labels, several, ...expected } = golden.classes;
  const measured = measureClasses(scores, labels);
  expect(measured.top1).toBeCloseTo(expected.top1, 12);
  expect(measured.top5).toBeCloseTo(expected.top5, 12);
  expect(measured.meanPerClass).toBeCloseTo(expected.balanced, 12);
  const { meanAveragePrecision, without } = measureLabels(scores, several);
  expect(meanAveragePrecision.value).toBeCloseTo(expected.meanAveragePrecision, 9);
  expect(without).toEqual([3]);
});

it('finds the intervals and p-values of scipy', () => {
  const { first, second, difference, ratio, p, few } = golden.statistics;
  const found = pairedBootstrap(first, second);
  // Both are drawn: 10,000 draws place the end of an interval of this width within a few thousandths.
  expect(found.difference.low).toBeCloseTo(difference[0], 2);
  expect(found.difference.high).toBeCloseTo(difference[1], 2);
  expect(Math.abs((found.ratio?.low ?? 0) - ratio[0])).toBeLessThan(0.01);
  expect(Math.abs((found.ratio?.high ?? 0) - ratio[1])).toBeLessThan(0.01);
  expect(Math.abs(randomizationTest(first, second).p - p)).toBeLessThan(0.02);
  expect(randomizationTest(few.first, few.second)).toEqual({
    p: expect.closeTo(few.p, 12),
    exact: true,
  });
});

it('corrects p-values by Holm', () => {
  const { given, corrected } = golden.holm;
  for (const [i, p] of holm(given).entries()) expect(p).toBeCloseTo(corrected[i] ?? -1, 12);
});

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
