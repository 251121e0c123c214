import { invalid, throwIfAborted } from '@nestvec/core/kit';
import type { Example, RetrievalTask } from '../data/dataset.ts';
import type { Quantization } from '@nestvec/core/store';
import { type Matrix, matrixOf } from '../exact/matrix.ts';
import { searchExactly, type Setting } from '../exact/search-exactly.ts';
import { measurePlacement } from '../metrics/measure-placement.ts';
import { meanOf } from '../metrics/measure-run.ts';
import { type MeasuredRanking, metricOf, type MetricName } from '../metrics/names.ts';
import { type Judged, placeAmong } from '../metrics/placement.ts';
import { type Interval, pairedBootstrap } from '../statistics/bootstrap.ts';
import { randomizationTest } from '../statistics/randomization.ts';
import type { Embedded } from './embed-once.ts';
import type { ResolvedEvaluation } from './options.ts';
import type { Cell, TaskReport } from './report.ts';

/** A task with vectors. What could not be embedded takes no part. */
export interface EmbeddedTask {
  readonly name: string;
  readonly language: string | undefined;
  readonly metric: MetricName;
  readonly queries: readonly Example[];
  readonly documents: readonly Example[];
  readonly queryVectors: Matrix;
  readonly documentVectors: Matrix;
  /** Of each query. */
  readonly judged: readonly (readonly Judged[])[];
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
    failures: [...documents.failures, ...queries.failures],
  };
}

/** A setting's metrics, before they are compared to those of others. */
export interface MeasuredSetting {
  readonly where: string;
  readonly dimensions: number;
  readonly quantization: Quantization;
  readonly rescored: boolean;
  readonly queries: readonly MeasuredRanking[];
  readonly served?: Cell['served'];
}

/** Bytes of one vector as it is searched. */
function vectorBytes({ dimensions, quantization }: Setting): number {
  if (quantization === 'none') return 4 * dimensions;
  return quantization === 'int8' ? dimensions : Math.ceil(dimensions / 8);
}

/** Measures a task exactly under all settings. */
export function measureExactly(
  task: EmbeddedTask,
  { dimensions, quantizations, k, onProgress, signal }: ResolvedEvaluation,
): readonly MeasuredSetting[] {
  const settings = dimensions.flatMap((size) =>
    quantizations.map((quantization): Setting => ({ dimensions: size, quantization })),
  );
  const cutoffs = cutoffsOf(task, k);
  const found = new Map<string, MeasuredRanking[]>();
  const keyOf = (setting: Setting): string => `${setting.dimensions} ${setting.quantization}`;
  for (const setting of settings) found.set(keyOf(setting), []);
  const search = searchExactly(
    task.queryVectors,
    task.documentVectors,
    settings,
    (query, setting, scores) => {
      const placement = placeAmong(scores, task.judged[query] ?? []);
      found.get(keyOf(setting))?.push(measurePlacement(placement, cutoffs));
    },
  );
  const total = task.queries.length;
  for (let query = 0; query < total; query++) {
    throwIfAborted({ signal }, 'evaluating');
    search.score(query);
    if (query % 100 === 99)
      onProgress?.({ stage: 'measuring', what: titleOf(task), done: query + 1, total });
  }
  return settings.map((setting) => ({
    where: 'exact',
    ...setting,
    rescored: false,
    queries: found.get(keyOf(setting)) ?? [],
  }));
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
  { seed, samples }: ResolvedEvaluation,
): TaskReport {
  const groups = task.queries.map(({ id, group }) => group ?? id);
  const valuesOf = ({ queries }: MeasuredSetting): readonly number[] =>
    queries.map((query) => metricOf(query, task.metric).value);
  const full = valuesOf(
    measured[0] ?? { where: '', dimensions: 0, quantization: 'none', rescored: false, queries: [] },
  );
  const options = { clusters: groups, seed, samples };
  const cells = measured.map((one): Cell => {
    const perQuery = valuesOf(one);
    const { ratio, difference } = pairedBootstrap(full, perQuery, options);
    const { p } = randomizationTest(full, perQuery, options);
    const { where, dimensions, quantization, rescored, served } = one;
    return {
      where,
      dimensions,
      quantization,
      rescored,
      metrics: meanOf(one.queries),
      perQuery,
      kept:
        one === measured[0] || ratio === undefined
          ? ratio
          : capped(ratio, unseenLoss(groups, full)),
      difference,
      p,
      pCorrected: p,
      bytes: vectorBytes(one),
      served,
    };
  });
  return {
    name: task.name,
    language: task.language,
    queries: task.queries.length,
    documents: task.documents.length,
    metric: task.metric,
    queryIds: task.queries.map(({ id }) => id),
    groups,
    cells,
    failures: task.failures,
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
