import { createClassifier } from '../classify/classifier.ts';
import { measureClasses, measureLabels } from '../metrics/classification.ts';
import { pearson, spearman } from '../metrics/correlation.ts';
import { measurePlacement } from '../metrics/measure-placement.ts';
import { measureRun, type Qrels, type Run } from '../metrics/measure-run.ts';
import type { MeasuredRanking, MetricName } from '../metrics/names.ts';
import { bestOf } from '../exact/best.ts';
import { placeAmong } from '../metrics/placement.ts';
import { pairedBootstrap } from '../statistics/bootstrap.ts';
import { holm } from '../statistics/holm.ts';
import { randomizationTest } from '../statistics/randomization.ts';
import { golden } from './golden.ts';
import { embedderOf } from './planted.ts';

/** Numbers of ours beside those of a reference. */
export interface Equality {
  readonly reference: string;
  readonly what: string;
  readonly values: number;
  /** Largest absolute difference. */
  readonly largest: number;
  /** What rounding, or drawing, may make of it. */
  readonly allowed: number;
}

type Pair = readonly [ours: number | undefined, theirs: number];

/** Every golden number, measured again. */
export async function measureEquality(): Promise<readonly Equality[]> {
  const rows: Equality[] = [];
  const add = (reference: string, what: string, allowed: number, pairs: readonly Pair[]): void => {
    const differences = pairs.map(([ours, theirs]) => Math.abs((ours ?? Number.NaN) - theirs));
    rows.push({
      reference: `${reference} ${golden.versions[reference] ?? ''}`.trim(),
      what,
      values: pairs.length,
      largest: Math.max(...differences),
      allowed,
    });
  };
  for (const [metric, pairs] of trecPairs()) add('pytrec-eval-terrier', metric, 1e-9, pairs);
  // The mean of 1,000 orders of a value from 0 to 1 is off by 0.016 at most, one standard error; five are allowed.
  add('pytrec-eval-terrier', 'expected values over ties, against 1,000 shuffles', 0.08, tiePairs());
  add('clip-benchmark', 'recall@1, 5, 10 in both directions', 1e-9, clipPairs());
  // Classes are kept in single precision.
  for (const [what, pairs] of await promptPairs()) add('clip-benchmark', what, 1e-6, pairs);
  const { correlation, classes, statistics } = golden;
  add(
    'scipy',
    'Spearman, Pearson',
    1e-12,
    correlation.flatMap(({ first, second, ...given }): Pair[] => [
      [spearman(first, second), given.spearman],
      [pearson(first, second), given.pearson],
    ]),
  );
  const measured = measureClasses(classes.scores, classes.labels);
  add('scikit-learn', 'top-1, top-5, mean per class', 1e-12, [
    [measured.top1, classes.top1],
    [measured.top5, classes.top5],
    [measured.meanPerClass, classes.balanced],
  ]);
  const { meanAveragePrecision } = measureLabels(classes.scores, classes.several);
  add('scikit-learn', 'mean average precision of several labels', 1e-9, [
    [meanAveragePrecision.value, classes.meanAveragePrecision],
  ]);
  const { difference, ratio } = pairedBootstrap(statistics.first, statistics.second);
  add('scipy', 'ends of 95 % intervals, drawn', 0.01, [
    [difference.low, statistics.difference[0]],
    [difference.high, statistics.difference[1]],
    [ratio?.low, statistics.ratio[0]],
    [ratio?.high, statistics.ratio[1]],
  ]);
  const { few } = statistics;
  add('scipy', 'p of randomisation, all swaps', 1e-12, [
    [randomizationTest(few.first, few.second).p, few.p],
  ]);
  add('scipy', 'p of randomisation, drawn', 0.02, [
    [randomizationTest(statistics.first, statistics.second).p, statistics.p],
  ]);
  const corrected = holm(golden.holm.given);
  add(
    'numpy',
    'Holm, by its definition',
    1e-12,
    golden.holm.corrected.map((theirs, i): Pair => [corrected[i], theirs]),
  );
  return rows;
}

type ByQuery = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Hits by query, as `measureRun` takes them. */
export function runOf(given: ByQuery): Run {
  return new Map(
    Object.entries(given).map(([query, hits]) => [
      query,
      Object.entries(hits).map(([id, score]) => ({ id, score })),
    ]),
  );
}

/** Judgements by query. */
export function qrelsOf(given: ByQuery): Qrels {
  return new Map(
    Object.entries(given).map(([query, judged]) => [query, new Map(Object.entries(judged))]),
  );
}

/** Those of trec_eval, and as many as make its MRR. */
export const cutoffs: readonly number[] = [1, 2, 3, 5, 10, 1000];

function valueOf(measured: MeasuredRanking | undefined, name: string): number | undefined {
  return measured?.[(name === 'MRR' ? 'MRR@1000' : name) as MetricName]?.value; // a name of ours
}

function trecPairs(): ReadonlyMap<string, readonly Pair[]> {
  const pairs = new Map<string, Pair[]>();
  for (const { run, qrels, values } of golden.trec) {
    const { queries } = measureRun(runOf(run), qrelsOf(qrels), { k: cutoffs, ties: 'trec' });
    for (const [query, row] of Object.entries(values))
      for (const [name, value] of Object.entries(row)) {
        const metric = name.split('@', 1)[0] ?? '';
        const own = pairs.get(metric) ?? [];
        pairs.set(metric, own);
        own.push([valueOf(queries.get(query), name), value]);
      }
  }
  return pairs;
}

function tiePairs(): readonly Pair[] {
  const { run, qrels, values } = golden.shuffled;
  const { queries } = measureRun(runOf(run), qrelsOf(qrels), { k: cutoffs });
  return Object.entries(values).flatMap(([query, row]) =>
    Object.entries(row).map(([name, value]): Pair => [valueOf(queries.get(query), name), value]),
  );
}

function clipPairs(): readonly Pair[] {
  const { owner, scores, recall } = golden.clip;
  const cuts = [1, 5, 10];
  const toImage = scores.map((row, i) =>
    measurePlacement(
      placeAmong(bestOf(Float32Array.from(row), 10), [{ at: owner[i] ?? 0, grade: 1 }]),
      cuts,
    ),
  );
  const toText = (scores[0] ?? []).map((_, image) => {
    const column = Float32Array.from(scores, (row) => row[image] ?? 0);
    const own = owner.flatMap((of, at) => (of === image ? [{ at, grade: 1 }] : []));
    return measurePlacement(placeAmong(bestOf(column, 10), own), cuts);
  });
  return cuts.flatMap((cut): Pair[] => [
    [meanHitRate(toImage, cut), recall.image_retrieval[cut] ?? 0],
    [meanHitRate(toText, cut), recall.text_retrieval[cut] ?? 0],
  ]);
}

function meanHitRate(queries: readonly MeasuredRanking[], cut: number): number {
  let total = 0;
  for (const query of queries) total += query[`hitRate@${cut}`]?.value ?? Number.NaN;
  return total / queries.length;
}

/** Classes out of prompts, read off by unit vectors, and how many images they take for what they are. */
async function promptPairs(): Promise<ReadonlyMap<string, readonly Pair[]>> {
  const { labels, templates, vectors, classes, images, truth, top1, top5 } = golden.prompts;
  const width = classes[0]?.length ?? 0;
  const given = new Map(
    Object.entries(vectors).map(([text, vector]) => [text, Float32Array.from(vector)]),
  );
  const classifier = await createClassifier({ embedder: embedderOf(given, width), labels, templates });
  const axis = (at: number): Float32Array =>
    Float32Array.from({ length: width }, (_, i) => Number(i === at));
  const columns = Array.from({ length: width }, (_, at) => classifier.classifyVector(axis(at)));
  const scores = images.map((image) => classifier.classifyVector(Float32Array.from(image)).scores);
  const measured = measureClasses(scores, truth);
  return new Map([
    [
      'classes out of prompts, normalised, averaged, normalised',
      classes.flatMap((row, label) =>
        row.map((value, at): Pair => [columns[at]?.scores[label], value]),
      ),
    ],
    ['zero-shot top-1, top-5', [[measured.top1, top1], [measured.top5, top5]]],
  ]);
}
