import { describe, expect, it } from 'vitest';
import { cutoffs, measureEquality, qrelsOf, runOf } from '../__fixtures__/equality.ts';
import { golden } from '../__fixtures__/golden.ts';
import { measureLabels } from './classification.ts';
import { measureRun } from './measure-run.ts';

it.each(await measureEquality())(
  'gives what $reference gives: $what',
  ({ values, largest, allowed }) => {
    expect(values).toBeGreaterThan(0);
    expect(largest).toBeLessThanOrEqual(allowed);
  },
);

it('compares every number of every reference', async () => {
  const counts = new Map<string, number>();
  for (const { reference, values } of await measureEquality())
    counts.set(reference, (counts.get(reference) ?? 0) + values);
  expect(Object.fromEntries(counts)).toEqual({
    'pytrec-eval-terrier 0.5.11': 5 * 380 + 76 + 286,
    'clip-benchmark 1.6.2': 6 + 7 * 16 + 2,
    'scipy 1.17.1': 4 + 4 + 1 + 1,
    'scikit-learn 1.9.1': 4,
    'numpy 2.3.5': 6,
  });
});

describe.each(golden.trec.map((one, i) => ({ i, ...one })))('pytrec_eval, case $i', (given) => {
  it('leaves out a query without results, which counts 0 here', () => {
    const options = { k: cutoffs, ties: 'trec' } as const;
    const measured = measureRun(runOf(given.run), qrelsOf(given.qrels), options);
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
    k: cutoffs,
    ties: 'trec',
  });
  expect(means['nDCG@10']?.value).toBeCloseTo(0.412501, 6);
  expect(means['MAP@1000']?.value).toBeCloseTo(0.366667, 6);
  expect(means['hitRate@2']?.value).toBeCloseTo(0.6, 6);
  expect(unjudged).toEqual(['q6']);
});

it('leaves a class without examples out of the mean over labels', () => {
  const { scores, several } = golden.classes;
  expect(measureLabels(scores, several).without).toEqual([3]);
});
