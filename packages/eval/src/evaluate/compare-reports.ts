import { metricOf } from '../metrics/names.ts';
import { invalid } from '@nestvec/core/kit';
import { type Interval, pairedBootstrap } from '../statistics/bootstrap.ts';
import { holm } from '../statistics/holm.ts';
import { randomizationTest } from '../statistics/randomization.ts';
import { checkReport } from './check-report.ts';
import { titleOf } from './measure-task.ts';
import { type Cell, type EvaluationReport, settingOf, type TaskReport } from './report.ts';

/** A setting in two reports. */
export interface ReportChange {
  /** Such as `text-to-image de`. */
  readonly task: string;
  readonly where: string;
  readonly dimensions: number;
  readonly quantization: Cell['quantization'];
  readonly rescored: boolean;
  readonly added: Cell['added'];
  /** Value of the metric in the first report. */
  readonly before: number;
  /** Value of the metric in the second report. */
  readonly after: number;
  /** After minus before. */
  readonly difference: Interval;
  /** Corrected by Holm over all settings of both reports. */
  readonly pCorrected: number;
  /** Whether the corrected p-value is below 0.05. */
  readonly isSignificant: boolean;
}

/**
 * Compares two reports over the same data, query by query, such as before and after a change of the model: every setting that both have,
 * what changed most first. Throws `invalid-input` for reports over different data, or in which different queries took part.
 */
export function compareReports(
  before: EvaluationReport,
  after: EvaluationReport,
): readonly ReportChange[] {
  checkReport(before, 'before');
  checkReport(after, 'after');
  if (before.dataHash !== after.dataHash)
    throw invalid(
      'before',
      `is over other data (${before.dataset} ${before.dataHash}) than after (${after.dataset} ${after.dataHash})`,
    );
  const pairs = after.tasks.flatMap((task) => pairsOf(before, task));
  if (pairs.length === 0) throw invalid('before', 'has no setting that after has as well');
  const tested = pairs.map(({ task, old, cell }) => {
    const options = { clusters: task.groups, seed: after.seed, samples: 2000 };
    const { difference } = pairedBootstrap(old.perQuery, cell.perQuery, options);
    const together = pairs.length;
    const { p } = randomizationTest(old.perQuery, cell.perQuery, { ...options, together });
    return { task, old, cell, difference, p };
  });
  const corrected = holm(tested.map(({ p }) => p));
  return tested
    .map(({ task, old, cell, difference }, i): ReportChange => {
      const pCorrected = corrected[i] ?? 1;
      const { where, dimensions, quantization, rescored, added } = cell;
      return {
        task: titleOf(task),
        where,
        dimensions,
        quantization,
        rescored,
        added,
        before: metricOf(old.metrics, task.metric).value,
        after: metricOf(cell.metrics, task.metric).value,
        difference,
        pCorrected,
        isSignificant: pCorrected < 0.05,
      };
    })
    .sort(
      (a, b) =>
        a.pCorrected - b.pCorrected || Math.abs(b.difference.value) - Math.abs(a.difference.value),
    );
}

function pairsOf(
  before: EvaluationReport,
  task: TaskReport,
): readonly { readonly task: TaskReport; readonly old: Cell; readonly cell: Cell }[] {
  const other = before.tasks.find(
    ({ name, language }) => name === task.name && language === task.language,
  );
  if (other === undefined) return [];
  if (other.metric !== task.metric)
    throw invalid(
      'before',
      `measured ${titleOf(task)} by ${other.metric}, after by ${task.metric}`,
    );
  if (other.queryIds.join('\n') !== task.queryIds.join('\n'))
    throw invalid(
      'before',
      `has other queries in ${titleOf(task)} than after; some could not be embedded in one of the runs`,
    );
  return task.cells.flatMap((cell) => {
    const old = other.cells.find((one) => settingOf(one) === settingOf(cell));
    return old === undefined ? [] : [{ task, old, cell }];
  });
}
