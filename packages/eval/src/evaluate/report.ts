import type { EmbedderIdentity } from '@nestvec/core';
import type { VectorBytes } from '@nestvec/core/cost';
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
  /** Documents that whole vectors score again in a rescored cell. */
  readonly candidates: number;
  /** What the share that is kept is taken of. */
  readonly metric: MetricName;
  /** Ids of queries, in the order of every cell's `perQuery`. */
  readonly queryIds: readonly string[];
  /** Of each query, what it belongs to; queries of one group are drawn together. */
  readonly groups: readonly string[];
  readonly cells: readonly Cell[];
  readonly failures: readonly { readonly id: string; readonly problem: string }[];
  /** Queries that whole vectors do worst by, exactly, the worst first; at most 6. */
  readonly misses: readonly Miss[];
}

/** A query that did not find what is right. */
export interface Miss {
  readonly query: ShownExample;
  /** The task's metric. */
  readonly value: number;
  /** What would have been right, the best grade first; at most 2. */
  readonly right: readonly ShownExample[];
  /** What was found, the first of it; at most 3. */
  readonly found: readonly ShownExample[];
}

/** A query or a document as a person sees it: the beginning of a text, or a small image as a data URI. */
export interface ShownExample {
  readonly id: string;
  readonly text?: string | undefined;
  readonly image?: string | undefined;
}

/** What a database's answer is made of besides vectors: the texts' words, and a reranker that orders the best hits anew. */
export type AddedPart = 'words' | 'reranker';

/** One setting, measured. */
export interface Cell {
  /** `exact`, or the name of a store. */
  readonly where: string;
  readonly dimensions: number;
  readonly quantization: Quantization;
  /** Whether candidates were scored again by the full vector. */
  readonly rescored: boolean;
  /** What took part besides vectors. */
  readonly added: readonly AddedPart[];
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
  /** What is lost on the way from the full quality, each loss for itself; absent where a setting on the way was not measured. */
  readonly losses?: Losses | undefined;
  /** Of a store alone. */
  readonly served?: Served | undefined;
}

/** How a store did. */
export interface Served {
  /**
   * Share of the true first k that the store found, ties counted as found: those of the exact search by whole numbers of the same length, or by
   * the full vector where that scores candidates again.
   */
  readonly recall: number;
  /** Whether what it found is nearer to the exact search by whole numbers than to that by quantised ones: it scores its candidates again by itself. */
  readonly scoresWhole?: boolean | undefined;
  readonly k: number;
  /** Milliseconds of one search, one at a time, after a warm-up. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Whether the database did both stages of a rescored search. */
  readonly stages: 'single' | 'native' | 'emulated';
  /** By the rule of the database, where one is known: what one document's vectors take with their graph. */
  readonly bytesPerVector?: VectorBytes | undefined;
}

/** What becomes of the full quality on the way to a cell, each loss for itself; they add up to the whole. Below 0 is a gain. */
export interface Losses {
  /** Full quality, exact. */
  readonly full: number;
  /** Full vectors against shorter ones, in the unit of the metric. */
  readonly truncation: number;
  /** Whole numbers against quantised ones of the same length. */
  readonly quantization: number;
  /** Of candidates scored again, by the full vector or by the database's own whole numbers, exactly: what that brings back, as a loss below 0. */
  readonly rescoring: number;
  /** Database against exact under the same setting; 0 for an exact cell. */
  readonly index: number;
  /** Of words and a reranker, against the same database without. */
  readonly added: number;
}

/** The losses of a cell. `undefined` where the task lacks a cell on the way. */
export function lossesOf(
  task: Pick<TaskReport, 'cells' | 'metric'>,
  cell: Cell,
): Losses | undefined {
  const { where, dimensions, quantization, rescored } = cell;
  const find = (wanted: Partial<Cell>): number | undefined => {
    const setting = { where: 'exact', dimensions, quantization, rescored: false, ...wanted };
    const found = task.cells.find((one) => settingOf(one) === settingOf({ added: [], ...setting }));
    return found === undefined ? undefined : metricOf(found.metrics, task.metric).value;
  };
  const whole = fullCell(task);
  const full = whole === undefined ? undefined : metricOf(whole.metrics, task.metric).value;
  const truncated = find({ quantization: 'none' });
  const quantized = find({});
  const exact = cell.served?.scoresWhole === true ? truncated : quantized;
  // Few documents are all candidates, so that nothing is lost but what the full vector loses.
  const again = rescored ? (find({ rescored }) ?? full) : exact;
  const plain = find({ where, rescored });
  if (full === undefined || truncated === undefined || quantized === undefined) return undefined;
  if (again === undefined || plain === undefined) return undefined;
  return {
    full,
    truncation: full - truncated,
    quantization: truncated - quantized,
    rescoring: quantized - again,
    index: again - plain,
    added: plain - metricOf(cell.metrics, task.metric).value,
  };
}

/** What tells a cell from the others of its task, in one word. */
export function settingOf({
  where,
  dimensions,
  quantization,
  rescored,
  added,
}: Pick<Cell, 'where' | 'dimensions' | 'quantization' | 'rescored' | 'added'>): string {
  return JSON.stringify([where, dimensions, quantization, rescored, added]);
}

/** The cell that all others are compared to: exact, whole vectors. */
export function fullCell({ cells }: Pick<TaskReport, 'cells'>): Cell | undefined {
  return cells
    .filter(
      ({ where, quantization, rescored }) =>
        where === 'exact' && quantization === 'none' && !rescored,
    )
    .sort((a, b) => b.dimensions - a.dimensions)[0];
}
