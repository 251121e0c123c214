import { metricOf } from '../metrics/names.ts';
import { html, type Markup } from '@nestvec/core/kit';
import type { Recommendation } from '../evaluate/recommend.ts';
import type { Cell, TaskReport } from '../evaluate/report.ts';
import { titleOf } from '../evaluate/measure-task.ts';
import { type ChartLine, drawChart } from './chart.ts';
import { missesOf } from './misses.ts';
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
    ${tableOf(task)} ${missesOf(task)}
  </section>`;
}

/** Why a setting is taken, and the vector to paste. */
function adviceOf(advice: Recommendation): Markup {
  const {
    verdict,
    dimensions,
    quantization,
    rescored,
    added,
    kept,
    maybe,
    bytesPerMillion,
    storage,
    spec,
  } = advice;
  const sizes = `${bytesOf(bytesPerMillion)} a million vectors, without a graph`;
  const setting = `${dimensions} dimensions, ${quantization}${rescored ? ', and the full vector to score candidates again' : ''}${added.includes('words') ? ', with words' : ''}`;
  const heads = {
    smaller: html`<strong>Take ${setting}.</strong> It keeps ${rangeOf(kept)} of the full quality;
      ${sizes}.`,
    full: html`<strong>Keep ${setting}.</strong> Everything smaller loses too much; ${sizes}.`,
    undecided: html`<strong>Undecided.</strong> There are too few queries to say whether something
      smaller is good enough.`,
  };
  const more =
    maybe === undefined
      ? html``
      : html` ${maybe.dimensions} dimensions, ${maybe.quantization}, may do as well
        (${rangeOf(maybe.kept)}); about ${maybe.queriesNeeded.toLocaleString('en')} queries would
        show it.`;
  const places = storage.map(
    ({ database, disk, memory }) =>
      html`<li>${database}: ${bytesOf(disk)} on disk, ${bytesOf(memory)} in memory</li>`,
  );
  return html`<div class="advice">
    ${heads[verdict]}${more}
    ${
      storage.length === 0
        ? html``
        : html`<ul>
            ${places}
          </ul>`
    }
    <pre>${JSON.stringify(spec)}</pre>
  </div>`;
}

/** In megabytes or gigabytes of a thousand each. */
function bytesOf(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
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

function nameOf({ where, quantization, rescored, added }: Cell): string {
  return [where, quantization, ...(rescored ? ['rescored'] : []), ...added].join(', ');
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
    'rescoring',
    'index',
    'added',
    'bytes',
    'recall',
    'p50 ms',
    'p95 ms',
  ];
  return table(
    heads,
    task.cells.map((cell) => rowOf(task, cell)),
    'Losses are shown apart, and gains below 0: by truncation, by quantisation, by scoring candidates again with the full vector, by the index against the exact search, and by words or a reranker.',
  );
}

function rowOf(task: TaskReport, cell: Cell): readonly string[] {
  const { value, best, worst } = metricOf(cell.metrics, task.metric);
  const loss = (part: number | undefined): string => (part === undefined ? '' : part.toFixed(4));
  const { losses, served, kept } = cell;
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
    loss(losses?.rescoring),
    loss(losses?.index),
    loss(losses?.added),
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
