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
  for (const [i, task] of report.tasks.entries()) {
    output.line();
    output.line(bold(headOf(task)));
    for (const line of tableOf(task)) output.line(line);
    const found = recommendations[i];
    if (found !== undefined) output.line(adviceOf(found, task, keep));
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
  const heads = isServed ? ['where', ...columns, 'recall', 'p50 ms', 'p95 ms'] : columns;
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
    cell.rescored ? `${cell.quantization}, rescored` : cell.quantization,
    `${value.toFixed(4)}${ties}`,
    cell.kept === undefined ? '-' : percent(cell.kept.value),
    cell.kept === undefined ? '-' : rangeOf(cell.kept),
    String(cell.bytes),
  ];
}

function servedOf({ served }: Cell): readonly string[] {
  if (served === undefined) return ['-', '-', '-'];
  return [percent(served.recall), served.p50Ms.toFixed(2), served.p95Ms.toFixed(2)];
}

function adviceOf(found: Recommendation, { metric }: TaskReport, keep: number): string {
  const { verdict, dimensions, quantization, kept, maybe, bytesPerMillion } = found;
  const setting = `${dimensions} dimensions, ${quantization}`;
  const size = `${bytes(bytesPerMillion)} a million vectors`;
  const few =
    maybe === undefined
      ? ''
      : `; ${maybe.dimensions} ${maybe.quantization} may do as well (${rangeOf(maybe.kept)}), about ${maybe.queriesNeeded.toLocaleString('en')} queries would show it`;
  if (verdict === 'smaller' && kept !== undefined)
    return `take ${setting}: it keeps ${rangeOf(kept)} of ${metric}, ${size}${few}`;
  if (verdict === 'full')
    return `keep ${setting}: everything smaller loses more than ${percent(1 - keep)} of ${metric}, ${size}`;
  return `undecided: too few queries to say whether less than ${setting} keeps ${percent(keep)} of ${metric}${few}`;
}

function changeLines(changes: readonly ReportChange[]): readonly string[] {
  const changed = changes.filter(({ isSignificant }) => isSignificant);
  if (changed.length === 0) return [`nothing of ${changes.length} settings changed significantly`];
  return [
    `${changed.length} of ${changes.length} settings changed significantly:`,
    ...changed.map(
      ({ task, where, dimensions, quantization, before, after, pCorrected }) =>
        `  ${oneLine(task)} ${where} ${dimensions} ${quantization}: ${before.toFixed(4)} → ${after.toFixed(4)} (p ${pCorrected.toPrecision(2)})`,
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
