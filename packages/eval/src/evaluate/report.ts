import type { EmbedderIdentity } from '@nestvec/core';
import type { Quantization } from '@nestvec/core/store';
import { type MeasuredRanking, metricOf, type MetricName } from '../metrics/names.ts';
import type { Interval } from '../statistics/bootstrap.ts';

/** What `evaluate` found. Plain data, which `JSON.stringify` keeps whole. */
export interface EvaluationReport {
  readonly version: 1;
  readonly dataset: string;
  /** Hash of ids, judgements and languages: reports of two runs are comparable where it is the same. */
  readonly dataHash: string;
  readonly embedder: EmbedderIdentity;
  /** How queries were embedded: `query` with the model's instruction, `document` without, as CLIP_benchmark does. */
  readonly queryTask: 'query' | 'document';
  readonly seed: number;
  readonly tasks: readonly TaskReport[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

/** One direction in one language. */
export interface TaskReport {
  readonly name: string;
  readonly language: string | undefined;
  readonly queries: number;
  readonly documents: number;
  /** What the share that is kept is taken of. */
  readonly metric: MetricName;
  /** Ids of queries, in the order of every cell's `perQuery`. */
  readonly queryIds: readonly string[];
  /** Of each query, what it belongs to; queries of one group are drawn together. */
  readonly groups: readonly string[];
  readonly cells: readonly Cell[];
  readonly failures: readonly { readonly id: string; readonly problem: string }[];
}

/** One setting, measured. */
export interface Cell {
  /** `exact`, or the name of a store. */
  readonly where: string;
  readonly dimensions: number;
  readonly quantization: Quantization;
  /** Whether candidates were scored again by the full vector. */
  readonly rescored: boolean;
  /** Means over the queries. */
  readonly metrics: MeasuredRanking;
  /** The task's metric of each query. */
  readonly perQuery: readonly number[];
  /** Share of the full quality that is kept, with its interval; `undefined` where the full quality is 0. */
  readonly kept: Interval | undefined;
  /** Quality minus full quality. */
  readonly difference: Interval;
  /** Of that difference, by Fisher's randomisation. */
  readonly p: number;
  /** The same, corrected by Holm over all cells of the report. */
  readonly pCorrected: number;
  /** Of one vector as it is searched, without a graph. */
  readonly bytes: number;
  /** Of a store alone. */
  readonly served?: Served | undefined;
}

/** How a store did. */
export interface Served {
  /** Share of the exact search's first k under the same setting that the store found, ties counted as found. */
  readonly recall: number;
  readonly k: number;
  /** Milliseconds of one search, one at a time, after a warm-up. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Whether the database did both stages of a rescored search. */
  readonly stages: 'single' | 'native' | 'emulated';
}

/** What becomes of the full quality on the way to a cell, each loss for itself; they add up to the whole. */
interface Losses {
  /** Full quality, exact. */
  readonly full: number;
  readonly truncation: number;
  readonly quantization: number;
  /** Database against exact; 0 for an exact cell. */
  readonly index: number;
}

/** The losses of a cell. `undefined` where the report lacks a cell on the way. */
export function lossesOf(task: TaskReport, cell: Cell): Losses | undefined {
  const value = ({ metrics }: Cell): number => metricOf(metrics, task.metric).value;
  const exact = task.cells.filter(({ where }) => where === 'exact');
  const full = fullCell(task);
  const plain = exact.find(
    ({ dimensions, quantization }) => dimensions === cell.dimensions && quantization === 'none',
  );
  const same = exact.find(
    ({ dimensions, quantization }) =>
      dimensions === cell.dimensions && quantization === cell.quantization,
  );
  if (full === undefined || plain === undefined || same === undefined) return undefined;
  return {
    full: value(full),
    truncation: value(full) - value(plain),
    quantization: value(plain) - value(same),
    index: value(same) - value(cell),
  };
}

/** The cell that all others are compared to: exact, whole vectors. */
export function fullCell({ cells }: TaskReport): Cell | undefined {
  return cells
    .filter(({ where, quantization }) => where === 'exact' && quantization === 'none')
    .sort((a, b) => b.dimensions - a.dimensions)[0];
}
