import { metricOf } from '../metrics/names.ts';
import { html, type Markup } from '@nestvec/core/kit';
import type { Recommendation } from '../evaluate/recommend.ts';
import { type Cell, lossesOf, type TaskReport } from '../evaluate/report.ts';
import { titleOf } from '../evaluate/measure-task.ts';
import { type ChartLine, drawChart } from './chart.ts';
import { table } from './table.ts';

/** What a page says of one task: the advice, charts, and the numbers behind them. */
export function taskSection(task: TaskReport, advice: Recommendation): Markup {
  const { queries, documents, metric, cells } = task;
  const sizes = [...new Set(cells.map(({ dimensions }) => dimensions))].sort((a, b) => a - b);
  const bytes = [...new Set(cells.map((cell) => cell.bytes))].sort((a, b) => a - b);
  const served = cells.filter((cell) => cell.served !== undefined);
  return html`<section>
    <h2>${titleOf(task)}</h2>
    <p class="about">${queries} queries among ${documents} documents, by ${metric}.</p>
    ${adviceOf(advice)}
    <div class="charts">
      ${drawChart({
        title: `${metric} by dimensions`,
        xName: 'dimensions',
        yName: metric,
        ticks: sizes.map((at) => ({ at, text: String(at) })),
        lines: linesOf(task, ({ dimensions }) => dimensions),
        isJoined: true,
      })}
      ${drawChart({
        title: `${metric} by bytes of a vector`,
        xName: 'bytes of a vector',
        yName: metric,
        ticks: thinned(bytes).map((at) => ({ at, text: String(at) })),
        lines: linesOf(task, (cell) => cell.bytes),
        isJoined: false,
      })}
      ${served.length === 0 ? html`` : latencyChart(task, served)}
    </div>
    ${tableOf(task)}
  </section>`;
}

/** Why a setting is taken, and the vector to paste. */
function adviceOf(advice: Recommendation): Markup {
  const { verdict, dimensions, quantization, kept, maybe, bytesPerMillion, vector } = advice;
  const sizes = `${(bytesPerMillion / 1e6).toLocaleString('en')} MB a million vectors, without a graph`;
  const heads = {
    smaller: html`<strong>Take ${dimensions} dimensions, ${quantization}.</strong> It keeps
      ${rangeOf(kept)} of the full quality; ${sizes}.`,
    full: html`<strong>Keep ${dimensions} dimensions, ${quantization}.</strong> Everything smaller
      loses too much; ${sizes}.`,
    undecided: html`<strong>Undecided.</strong> There are too few queries to say whether something
      smaller is good enough.`,
  };
  const more =
    maybe === undefined
      ? html``
      : html` ${maybe.dimensions} dimensions, ${maybe.quantization}, may do as well
        (${rangeOf(maybe.kept)}); about ${maybe.queriesNeeded.toLocaleString('en')} queries would
        show it.`;
  return html`<div class="advice">
    ${heads[verdict]}${more}
    <pre>${JSON.stringify(vector)}</pre>
  </div>`;
}

function linesOf(task: TaskReport, xOf: (cell: Cell) => number): readonly ChartLine[] {
  const groups = Map.groupBy(task.cells, nameOf);
  return [...groups].map(([name, cells]) => ({
    name,
    points: cells
      .map((cell) => {
        const y = metricOf(cell.metrics, task.metric).value;
        const full = y - cell.difference.value;
        return {
          x: xOf(cell),
          y,
          low: full + cell.difference.low,
          high: full + cell.difference.high,
          title: `${name}, ${cell.dimensions}: ${y.toFixed(4)}`,
        };
      })
      .sort((a, b) => a.x - b.x),
  }));
}

function latencyChart({ metric }: TaskReport, served: readonly Cell[]): Markup {
  const times = served.map((cell) => cell.served?.p95Ms ?? 1).sort((a, b) => a - b);
  return drawChart({
    title: `${metric} by p95 latency; recall where the pointer rests`,
    xName: 'milliseconds, 95th percentile, one search at a time',
    yName: metric,
    ticks: thinned(times).map((at) => ({ at, text: at.toFixed(1) })),
    lines: [...Map.groupBy(served, nameOf)].map(([name, cells]) => ({
      name,
      points: cells.map((cell) => ({
        x: cell.served?.p95Ms ?? 1,
        y: metricOf(cell.metrics, metric).value,
        title: `${name}, ${cell.dimensions}: recall ${((cell.served?.recall ?? 0) * 100).toFixed(1)} %`,
      })),
    })),
    isJoined: false,
  });
}

function nameOf({ where, quantization, rescored }: Cell): string {
  return `${where}, ${quantization}${rescored ? ', rescored' : ''}`;
}

/** Ticks that do not stand on each other: at least a third apart. */
function thinned(values: readonly number[]): readonly number[] {
  const kept: number[] = [];
  for (const value of values) if (value >= (kept.at(-1) ?? 0) * 1.35) kept.push(value);
  return kept;
}

function tableOf(task: TaskReport): Markup {
  const heads = [
    'setting',
    'dimensions',
    task.metric,
    'ties',
    'kept',
    '95 % interval',
    'p (Holm)',
    'truncation',
    'quantisation',
    'index',
    'bytes',
    'recall',
    'p50 ms',
    'p95 ms',
  ];
  return table(
    heads,
    task.cells.map((cell) => rowOf(task, cell)),
    'Losses are shown apart: what is lost by truncation, by quantisation, and by the index against the exact search.',
  );
}

function rowOf(task: TaskReport, cell: Cell): readonly string[] {
  const { value, best, worst } = metricOf(cell.metrics, task.metric);
  const losses = lossesOf(task, cell);
  const loss = (part: number | undefined): string => (part === undefined ? '' : part.toFixed(4));
  const { served, kept } = cell;
  return [
    nameOf(cell),
    String(cell.dimensions),
    value.toFixed(4),
    best - worst > 0.0005 ? `${worst.toFixed(3)}-${best.toFixed(3)}` : '',
    kept === undefined ? '' : `${(kept.value * 100).toFixed(1)} %`,
    rangeOf(kept),
    cell.pCorrected.toPrecision(2),
    loss(losses?.truncation),
    loss(losses?.quantization),
    loss(losses?.index),
    String(cell.bytes),
    served === undefined ? '' : `${(served.recall * 100).toFixed(1)} %`,
    served?.p50Ms.toFixed(2) ?? '',
    served?.p95Ms.toFixed(2) ?? '',
  ];
}

function rangeOf(kept: Cell['kept']): string {
  return kept === undefined
    ? ''
    : `${(kept.low * 100).toFixed(1)}-${(kept.high * 100).toFixed(1)} %`;
}
