import { describeIdentity } from '@nestvec/core/compare';
import {
  type Cell,
  type EvaluationReport,
  type Interval,
  metricOf,
  publishedFor,
  type Recommendation,
  type ReportChange,
  type TaskReport,
} from '@nestvec/eval';
import type { Io } from '../io.ts';
import { createOutput } from '../output.ts';
import { bytes, count, oneLine, styles } from '../text.ts';

/** What `nestvec eval` prints. */
export interface PrintedEvaluation {
  readonly report: EvaluationReport;
  readonly recommendations: readonly Recommendation[];
  /** Against an earlier report. */
  readonly changes: readonly ReportChange[] | undefined;
  readonly keep: number;
  readonly json: boolean;
}

/** Prints a table for each task, what is recommended, and what changed. */
export function printEvaluation(printed: PrintedEvaluation, io: Io): void {
  const { report, recommendations, changes, keep, json } = printed;
  const output = createOutput(io, json);
  const { bold, dim } = styles(io.stdout);
  output.document({ report, recommendations, changes: changes ?? [] });
  output.line(`${oneLine(report.dataset)}, embedded by ${describeIdentity(report.embedder)}`);
  for (const note of report.notes) output.note(oneLine(note));
  for (const task of report.tasks) {
    output.line();
    output.line(bold(headOf(task)));
    for (const line of tableOf(task)) output.line(line);
    for (const found of recommendations)
      if (found.task === titleOf(task))
        for (const line of adviceOf(found, task, keep)) output.line(line);
  }
  output.line();
  output.line(
    dim(
      `kept: share of the full ${report.tasks[0]?.metric ?? 'quality'}, with its 95 % interval (seed ${report.seed})`,
    ),
  );
  for (const line of publishedLines(report)) output.line(line);
  if (changes !== undefined) for (const line of changeLines(changes)) output.line(line);
}

function headOf({ name, language, queries, documents }: TaskReport): string {
  const where = language === undefined ? '' : ` ${oneLine(language)}`;
  return `${oneLine(name)}${where}: ${count(queries, 'query').replace('querys', 'queries')} among ${count(documents, 'document')}`;
}

function tableOf({ cells, metric }: TaskReport): readonly string[] {
  const columns = ['dimensions', 'kept as', metric, 'kept', '95 % interval', 'bytes'];
  const isServed = cells.some(({ served }) => served !== undefined);
  const heads = isServed
    ? ['where', ...columns, 'recall', 'lost by index', 'p50 ms', 'p95 ms']
    : columns;
  const rows = cells.map((cell) => {
    const own = cellsOf(cell, metric);
    return isServed ? [cell.where, ...own, ...servedOf(cell)] : own;
  });
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  return [heads, ...rows].map((row) =>
    row.map((text, at) => text.padStart(widths[at] ?? 0)).join('  '),
  );
}

function cellsOf(cell: Cell, metric: TaskReport['metric']): readonly string[] {
  const { value, best, worst } = metricOf(cell.metrics, metric);
  // Ties are by the hundred among bits alone.
  const ties = best - worst > 0.002 ? ` (${worst.toFixed(3)}-${best.toFixed(3)})` : '';
  return [
    String(cell.dimensions),
    [cell.quantization, ...(cell.rescored ? ['rescored'] : []), ...cell.added].join(', '),
    `${value.toFixed(4)}${ties}`,
    cell.kept === undefined ? '-' : percent(cell.kept.value),
    cell.kept === undefined ? '-' : rangeOf(cell.kept),
    String(cell.bytes),
  ];
}

function servedOf({ served, losses }: Cell): readonly string[] {
  if (served === undefined) return ['-', '-', '-', '-'];
  return [
    percent(served.recall),
    losses?.index.toFixed(4) ?? '-',
    served.p50Ms.toFixed(2),
    served.p95Ms.toFixed(2),
  ];
}

function titleOf({ name, language }: TaskReport): string {
  return language === undefined ? name : `${name} ${language}`;
}

type Setting = Pick<Recommendation, 'dimensions' | 'quantization' | 'rescored' | 'added'>;

function settingOf({ dimensions, quantization, rescored, added }: Setting): string {
  const parts = [`${dimensions} dimensions`, quantization];
  if (rescored) parts.push('rescored by the full vector');
  return [...parts, ...added].join(', ');
}

function adviceOf(found: Recommendation, { metric }: TaskReport, keep: number): readonly string[] {
  const { where, verdict, kept, maybe, bytesPerMillion, storage, spec } = found;
  const place = where === 'exact' ? '' : `${where}: `;
  const size = `${bytes(bytesPerMillion)} a million vectors`;
  const few =
    maybe === undefined
      ? ''
      : `; ${settingOf(maybe)} may do as well (${rangeOf(maybe.kept)}), about ${maybe.queriesNeeded.toLocaleString('en')} queries would show it`;
  const setting = settingOf(found);
  if (verdict === 'undecided')
    return [
      `${place}undecided: too few queries to say whether less than ${setting} keeps ${percent(keep)} of ${metric}${few}`,
    ];
  const places = storage.map(
    ({ database, disk, memory }) =>
      `  ${database}: ${bytes(disk)} on disk and ${bytes(memory)} in memory for a million`,
  );
  const head =
    verdict === 'smaller' && kept !== undefined
      ? `${place}take ${setting}: it keeps ${rangeOf(kept)} of ${metric}, ${size}${few}`
      : `${place}keep ${setting}: everything smaller loses more than ${percent(1 - keep)} of ${metric}, ${size}`;
  return [head, `  ${JSON.stringify(spec)}`, ...places];
}

function changeLines(changes: readonly ReportChange[]): readonly string[] {
  const changed = changes.filter(({ isSignificant }) => isSignificant);
  if (changed.length === 0) return [`nothing of ${changes.length} settings changed significantly`];
  return [
    `${changed.length} of ${changes.length} settings changed significantly:`,
    ...changed.map(
      ({ task, where, before, after, pCorrected, ...setting }) =>
        `  ${oneLine(task)} ${where} ${settingOf(setting)}: ${before.toFixed(4)} → ${after.toFixed(4)} (p ${pCorrected.toPrecision(2)})`,
    ),
  ];
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

function rangeOf({ low, high }: Interval): string {
  return `${(low * 100).toFixed(1)}-${(high * 100).toFixed(1)} %`;
}

function publishedLines({ dataset }: EvaluationReport): readonly string[] {
  const scores = publishedFor(dataset);
  if (scores.length === 0) return [];
  return [
    'published over this data set:',
    ...scores.map(
      ({ model, task, dimensions, metric, value, source }) =>
        `  ${task} ${metric} ${value.toFixed(4)}: ${model}, ${dimensions ?? 'all'} dimensions (${source})`,
    ),
  ];
}
