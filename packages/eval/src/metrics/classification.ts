import { checkList, describeValue, invalid } from '@nestvec/core/kit';
import { checkNumbers } from '../statistics/check-numbers.ts';
import { sum } from './by-rank.ts';
import { measureExpected } from './expected.ts';
import type { Measured } from './names.ts';
import { placeRanked } from './placement.ts';

/** How well classes were distinguished. */
export interface MeasuredClasses {
  /** Share of the examples whose class scores highest; equal scores count by their share. */
  readonly top1: number;
  /** Share of the examples whose class is among the five that score highest; `undefined` with fewer than five classes. */
  readonly top5: number | undefined;
  /** Mean over the classes that occur of the share of their examples that are right: balanced accuracy. */
  readonly meanPerClass: number;
  /** Of each class that occurs: how many examples it has and which share of them is right. */
  readonly classes: readonly {
    readonly label: number;
    readonly count: number;
    readonly top1: number;
  }[];
}

/**
 * Measures single-label classification as CLIP_benchmark does (`acc1`, `acc5`, `mean_per_class_recall`). `scores[i]` are those of all
 * classes for example i, `labels[i]` the position of its class. Throws `invalid-input` where lengths differ or a label is not a class.
 */
export function measureClasses(
  scores: readonly (readonly number[])[],
  labels: readonly number[],
): MeasuredClasses {
  checkRows(scores);
  checkNumbers(labels, 'labels');
  if (labels.length !== scores.length)
    throw invalid('labels', `has ${labels.length} labels for ${scores.length} examples`);
  const width = scores[0]?.length ?? 0;
  const byLabel = new Map<number, number[]>();
  let [top1, top5] = [0, 0];
  for (const [i, row] of scores.entries()) {
    const label = labels[i] ?? 0;
    if (!Number.isSafeInteger(label) || label < 0 || label >= width)
      throw invalid(`labels[${i}]`, `must be a whole number from 0 to ${width - 1}, got ${label}`);
    const [right, near] = [1, 5].map((k) => hitRate(row, label, k));
    top1 += right ?? 0;
    top5 += near ?? 0;
    const seen = byLabel.get(label);
    if (seen === undefined) byLabel.set(label, [right ?? 0]);
    else seen.push(right ?? 0);
  }
  const classes = [...byLabel]
    .sort(([a], [b]) => a - b)
    .map(([label, rights]) => ({
      label,
      count: rights.length,
      top1: sum(rights) / rights.length,
    }));
  return {
    top1: top1 / scores.length,
    top5: width < 5 ? undefined : top5 / scores.length,
    meanPerClass: sum(classes.map((one) => one.top1)) / classes.length,
    classes,
  };
}

/**
 * The mean over classes of average precision, for examples that may have several labels or none: `labels[i]` are the positions of those of
 * example i. Classes without an example are left out and listed, since they have no precision. Throws `invalid-input` naming the rows, the
 * labels, or the label that is wrong, and where there is no label at all.
 */
export function measureLabels(
  scores: readonly (readonly number[])[],
  labels: readonly (readonly number[])[],
): { readonly meanAveragePrecision: Measured; readonly without: readonly number[] } {
  checkRows(scores);
  checkList(labels, 'labels');
  if (labels.length !== scores.length)
    throw invalid('labels', `has ${labels.length} entries for ${scores.length} examples`);
  const width = scores[0]?.length ?? 0;
  for (const [i, own] of labels.entries()) {
    checkNumbers(own, `labels[${i}]`);
    const odd = own.find((label) => !Number.isSafeInteger(label) || label < 0 || label >= width);
    if (odd !== undefined)
      throw invalid(`labels[${i}]`, `must hold whole numbers from 0 to ${width - 1}, got ${odd}`);
  }
  const without: number[] = [];
  const values: number[] = [];
  for (let label = 0; label < width; label++) {
    const ranked = scores
      .map((row, i) => ({
        score: row[label] ?? 0,
        gain: labels[i]?.includes(label) === true ? 1 : 0,
      }))
      .sort((a, b) => b.score - a.score);
    const gains = ranked.map(({ gain }) => gain);
    const ideal = gains.filter((gain) => gain > 0);
    if (ideal.length === 0) {
      without.push(label);
      continue;
    }
    const placement = placeRanked(
      ranked.map(({ score }) => score),
      gains,
      ideal,
    );
    values.push(measureExpected(placement, scores.length).MAP);
  }
  if (values.length === 0) throw invalid('labels', 'holds no label at all');
  const value = sum(values) / values.length;
  return { meanAveragePrecision: { value, best: value, worst: value }, without };
}

function hitRate(row: readonly number[], label: number, k: number): number {
  const own = row[label] ?? 0;
  let [start, size] = [0, 0];
  for (const score of row) {
    if (score > own) start++;
    else if (score === own) size++;
  }
  return measureExpected({ groups: [{ start, size, gains: [1] }], ideal: [1] }, k).hitRate;
}

function checkRows(scores: unknown): asserts scores is readonly (readonly number[])[] {
  checkList(scores, 'scores');
  if (scores.length === 0) throw invalid('scores', 'is empty; there is nothing to measure');
  const [first] = scores;
  for (const [i, row] of scores.entries()) {
    checkNumbers(row, `scores[${i}]`);
    if (!Array.isArray(first) || row.length !== first.length || row.length === 0)
      throw invalid(
        `scores[${i}]`,
        `must hold one score for each class, got ${describeValue(row)}`,
      );
  }
}
