import { invalid, throwIfAborted } from '@nestvec/core/kit';
import type { Example, RetrievalTask } from '../data/dataset.ts';
import { type Matrix, matrixOf } from '../exact/matrix.ts';
import type { Best } from '../exact/best.ts';
import { rescoreExactly } from '../exact/rescore-exactly.ts';
import { type Searched, searchExactly } from '../exact/search-exactly.ts';
import { isSame, type Setting } from '../exact/setting.ts';
import { measurePlacement } from '../metrics/measure-placement.ts';
import { meanOf } from '../metrics/measure-run.ts';
import { type MeasuredRanking, metricOf, type MetricName } from '../metrics/names.ts';
import { type Judged, placeAmong } from '../metrics/placement.ts';
import { type Interval, pairedBootstrap } from '../statistics/bootstrap.ts';
import { randomizationTest } from '../statistics/randomization.ts';
import { eligibleOf } from './eligible.ts';
import type { Embedded } from './embed-once.ts';
import type { ResolvedEvaluation } from './options.ts';
import { type Cell, lossesOf, type TaskReport } from './report.ts';

/** A task with vectors. What could not be embedded takes no part. */
export interface EmbeddedTask extends Searched {
  readonly name: string;
  readonly language: string | undefined;
  readonly metric: MetricName;
  readonly queries: readonly Example[];
  readonly documents: readonly Example[];
  /** Of each query. */
  readonly judged: readonly (readonly Judged[])[];
  readonly fields: NonNullable<RetrievalTask['fields']>;
  readonly failures: TaskReport['failures'];
}

/**
 * Puts vectors beside what they are of. A document without a vector is left out of the gallery, and a query whose right documents are all
 * left out with it; both are reported. Throws `invalid-input` where nothing remains.
 */
export function embedTask(
  task: RetrievalTask,
  queries: Embedded,
  documents: Embedded,
  metric: MetricName | undefined,
): EmbeddedTask {
  const found = task.documents.filter((example) => documents.vectors.has(example));
  const places = new Map(found.map(({ id }, at) => [id, at]));
  const judgedOf = ({ id }: Example): readonly Judged[] =>
    [...(task.qrels.get(id) ?? [])].flatMap(([document, grade]) => {
      const at = places.get(document);
      return at === undefined || grade <= 0 ? [] : [{ at, grade }];
    });
  const asked = task.queries.filter(
    (example) =>
      task.qrels.has(example.id) && queries.vectors.has(example) && judgedOf(example).length > 0,
  );
  const title = task.language === undefined ? task.name : `${task.name} ${task.language}`;
  if (asked.length === 0)
    throw invalid(
      'options.dataset',
      `no query of ${title} could be embedded together with what answers it`,
    );
  const vectorsOf = (examples: readonly Example[], from: Embedded): Matrix => {
    const vectors = examples.flatMap((example) => from.vectors.get(example) ?? []);
    return matrixOf(vectors, vectors[0]?.length ?? 0);
  };
  return {
    name: task.name,
    language: task.language,
    metric: metric ?? (task.name.includes('image') ? 'hitRate@5' : 'nDCG@10'),
    queries: asked,
    documents: found,
    queryVectors: vectorsOf(asked, queries),
    documentVectors: vectorsOf(found, documents),
    judged: asked.map(judgedOf),
    eligible: eligibleOf({ ...task, queries: asked, documents: found }, 'options.dataset'),
    fields: task.fields ?? {},
    failures: [...documents.failures, ...queries.failures],
  };
}

/** A setting's metrics, before they are compared to those of others. Plain data, which a checkpoint keeps. */
export interface MeasuredSetting extends Pick<
  Cell,
  'where' | 'dimensions' | 'quantization' | 'rescored' | 'added' | 'metrics' | 'perQuery' | 'served'
> {}

/** The means of a setting, and the task's metric of each query. */
export function meansOf(
  { metric }: Pick<EmbeddedTask, 'metric'>,
  queries: readonly MeasuredRanking[],
): Pick<MeasuredSetting, 'metrics' | 'perQuery'> {
  return {
    metrics: meanOf(queries),
    perQuery: queries.map((query) => metricOf(query, metric).value),
  };
}

/** Bytes of one vector as it is searched. */
function vectorBytes({ dimensions, quantization }: Setting): number {
  if (quantization === 'none') return 4 * dimensions;
  return quantization === 'int8' ? dimensions : Math.ceil(dimensions / 8);
}

/**
 * Measures a task exactly under all settings: each size alone, and as candidates that whole vectors score again where there are more
 * documents than candidates.
 */
export async function measureExactly(
  task: EmbeddedTask,
  { dimensions, quantizations, k, oversample, onProgress, signal }: ResolvedEvaluation,
): Promise<readonly MeasuredSetting[]> {
  const [full = 0] = dimensions;
  const cutoffs = cutoffsOf(task, k);
  const candidates = depthOf(cutoffs) * oversample;
  const measuredOf = (setting: Setting, rescored: boolean): Measuring => ({
    setting,
    rescored,
    queries: [],
  });
  const settings = dimensions.flatMap((size) =>
    quantizations.map((quantization): Setting => ({ dimensions: size, quantization })),
  );
  const plain = settings.map((setting) => measuredOf(setting, false));
  const coarse = settings.filter(
    ({ dimensions: size, quantization }) => size < full || quantization !== 'none',
  );
  const rescored = (candidates < task.documents.length ? coarse : []).map((setting) =>
    measuredOf(setting, true),
  );
  const again = rescoreExactly(task, candidates, dimensions);
  const count = Math.max(candidates, ...cutoffs);
  const total = settings.length * task.queries.length;
  let done = 0;
  for await (const { query, setting, best } of searchExactly(task, settings, { count })) {
    throwIfAborted({ signal }, 'evaluating');
    const judged = task.judged[query] ?? [];
    const measure = (found: Best): MeasuredRanking =>
      measurePlacement(placeAmong(found, judged), cutoffs);
    const isOwn = (one: Measuring): boolean => isSame(one.setting, setting);
    plain.find(isOwn)?.queries.push(measure(best));
    rescored.find(isOwn)?.queries.push(measure(again(query, best)));
    done++;
    if (done % 1000 === 0 || done === total)
      onProgress?.({ stage: 'measuring', what: titleOf(task), done, total });
  }
  return [...plain, ...rescored].map(({ setting, rescored: isRescored, queries }) => ({
    where: 'exact',
    ...setting,
    rescored: isRescored,
    added: [],
    ...meansOf(task, queries),
  }));
}

interface Measuring {
  readonly setting: Setting;
  readonly rescored: boolean;
  readonly queries: MeasuredRanking[];
}

/** Hits of a list, as `Store.search` has them by itself, or as many as the cut-offs ask for. */
export function depthOf(cutoffs: readonly number[]): number {
  return Math.max(100, ...cutoffs);
}

/** A task by its name and language. */
export function titleOf({ name, language }: Pick<TaskReport, 'name' | 'language'>): string {
  return language === undefined ? name : `${name} ${language}`;
}

/** The cut-offs that are asked for, and that of the task's metric. */
export function cutoffsOf(
  { metric }: Pick<EmbeddedTask, 'metric'>,
  k: readonly number[],
): readonly number[] {
  const own = Number(metric.split('@')[1]);
  return k.includes(own) ? k : [...k, own].sort((a, b) => a - b);
}

/** Compares every setting to the full one: the exact search over whole vectors. */
export function reportTask(
  task: EmbeddedTask,
  measured: readonly MeasuredSetting[],
  misses: TaskReport['misses'],
  { dataset, seed, samples, k, oversample }: ResolvedEvaluation,
): TaskReport {
  const groups = task.queries.map(({ id, group }) => group ?? id);
  const full = measured[0]?.perQuery ?? [];
  const options = { clusters: groups, seed, samples };
  // All cells of the report are corrected together.
  const together = measured.length * dataset.tasks.length;
  const cells = measured.map((one): Cell => {
    const { perQuery } = one;
    const { ratio, difference } = pairedBootstrap(full, perQuery, options);
    const { p } = randomizationTest(full, perQuery, { ...options, together });
    return {
      ...one,
      kept:
        one === measured[0] || ratio === undefined
          ? ratio
          : capped(ratio, unseenLoss(groups, full)),
      difference,
      p,
      pCorrected: p,
      bytes: vectorBytes(one),
    };
  });
  return {
    name: task.name,
    language: task.language,
    queries: task.queries.length,
    documents: task.documents.length,
    candidates: Math.min(task.documents.length, depthOf(cutoffsOf(task, k)) * oversample),
    metric: task.metric,
    queryIds: task.queries.map(({ id }) => id),
    groups,
    cells: cells.map((cell) => ({
      ...cell,
      losses: lossesOf({ cells, metric: task.metric }, cell),
    })),
    failures: task.failures,
    misses,
  };
}

/**
 * What a loss may be that none of the queries shows, as a share of the full quality: by the rule of three, one that hits fewer than 3 of n
 * independent queries is missed in one sample of twenty. Draws from a sample without a loss never have one.
 */
export function unseenLoss(groups: readonly string[], full: readonly number[]): number {
  let total = 0;
  for (const value of full) total += value;
  return total === 0 ? 1 : Math.min(1, (3 / new Set(groups).size) * (full.length / total));
}

function capped(ratio: Interval, loss: number): Interval {
  return { ...ratio, low: Math.min(ratio.low, 1 - loss) };
}
