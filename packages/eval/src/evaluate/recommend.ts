import type { CollectionSpec, Modality } from '@nestvec/core';
import type { StorageRules } from '@nestvec/core/cost';
import { checkIsOptions, invalid, parseInput } from '@nestvec/core/kit';
import { z } from 'zod';
import type { Quantization } from '@nestvec/core/store';
import type { Interval } from '../statistics/bootstrap.ts';
import { checkReport } from './check-report.ts';
import { titleOf, unseenLoss } from './measure-task.ts';
import { type Cell, type EvaluationReport, fullCell, type TaskReport } from './report.ts';

/** Options of `recommend`. */
export interface RecommendOptions {
  /** Share of the full quality that must be kept, above 0 and below 1. Default 0.99. */
  readonly keep?: number | undefined;
  /** Where it was measured: `exact`, the default, or the name of a store. */
  readonly where?: string | undefined;
  /** What databases keep of a vector, by their names, for `storage`. Default: that of the store that was measured, where it is known. */
  readonly storage?: StorageRules | undefined;
}

/** What is good enough for one task, or why that is not known. */
export interface Recommendation {
  /** Such as `text-to-image de`. */
  readonly task: string;
  /** `exact`, or the store that it holds for. */
  readonly where: string;
  /**
   * `smaller`: this setting keeps what is asked for. `full`: every cheaper one surely loses more. `undecided`: a cheaper one may keep
   * it, and there are too few queries to say.
   */
  readonly verdict: 'smaller' | 'full' | 'undecided';
  readonly dimensions: number;
  readonly quantization: Quantization;
  readonly rescored: boolean;
  readonly added: Cell['added'];
  /** Share of the full quality that this setting keeps. */
  readonly kept: Interval | undefined;
  /** The cheapest setting that may keep it as well, and how many queries would show it. */
  readonly maybe: PossibleSetting | undefined;
  /** Bytes of a million vectors as they are searched, without a graph. */
  readonly bytesPerMillion: number;
  /** What a million take in databases, with their graphs and, where candidates are scored again, with the full vectors. */
  readonly storage: readonly MillionVectors[];
  /** To paste into a spec. */
  readonly spec: Pick<CollectionSpec, 'vectors' | 'keyword'>;
}

/** A cheaper setting of which it is not known whether it is good enough. */
export interface PossibleSetting extends Pick<
  Cell,
  'dimensions' | 'quantization' | 'rescored' | 'added'
> {
  readonly kept: Interval;
  readonly queriesNeeded: number;
}

/** Bytes of a million vectors in a database. */
export interface MillionVectors {
  readonly database: string;
  /** Bytes on disk. */
  readonly disk: number;
  /** Bytes in memory. */
  readonly memory: number;
}

/**
 * Of the documents, at most this share may be candidates for a rescored setting to be recommended: where every document is one, whole
 * vectors order them all, and no loss shows that a larger collection would have.
 */
const mostCandidates = 0.05;

const schema = z.strictObject({
  keep: z.number().gt(0).lt(1).default(0.99),
  where: z.string().min(1).default('exact'),
  storage: z
    .record(
      z.string(),
      z.custom<StorageRules[string]>((rule) => typeof rule === 'function', 'must be a function'),
    )
    .optional(),
});

/**
 * For each task the cheapest setting of which at least `keep` of the full quality is kept, by the lower end of its interval: a mean over tasks
 * would hide the one that loses. A reranker is never part of it, since its price is not in bytes; a rescored setting only where few of the
 * documents are candidates. Throws `invalid-input` for what is not a report, or a place that it lacks.
 */
export function recommend(
  report: EvaluationReport,
  options: RecommendOptions = {},
): readonly Recommendation[] {
  checkReport(report, 'report');
  checkIsOptions(options);
  const { keep, where, storage } = parseInput(schema, options, 'options');
  return report.tasks.map((task) => recommendFor(task, { keep, where, storage }));
}

interface ResolvedRecommend {
  readonly keep: number;
  readonly where: string;
  readonly storage: StorageRules | undefined;
}

function recommendFor(
  task: TaskReport,
  { keep, where, storage }: ResolvedRecommend,
): Recommendation {
  const full = fullCell(task);
  const isLarge = task.candidates <= task.documents * mostCandidates;
  const cells = task.cells
    .filter((cell) => cell.where === where && !cell.added.includes('reranker'))
    .filter((cell) => isLarge || !cell.rescored)
    .sort(
      (a, b) =>
        a.bytes - b.bytes ||
        Number(a.rescored) - Number(b.rescored) ||
        a.added.length - b.added.length,
    );
  if (full === undefined || cells.length === 0) {
    const places = [...new Set(task.cells.map((cell) => cell.where))].join(', ');
    throw invalid(
      'options.where',
      `${titleOf(task)} was not measured by ${where}, but by ${places}`,
    );
  }
  const sure = cells.find(({ kept }) => kept !== undefined && kept.low >= keep) ?? full;
  const maybe = cells.find(
    ({ kept, bytes }) =>
      bytes < sure.bytes && kept !== undefined && kept.value > keep && kept.low < keep,
  );
  const open = cells.some(
    ({ kept, bytes }) => bytes < sure.bytes && (kept === undefined || kept.high >= keep),
  );
  const isFull = sure.bytes >= full.bytes;
  const { dimensions, quantization, rescored, added } = sure;
  return {
    task: titleOf(task),
    where,
    verdict: isFull ? (open ? 'undecided' : 'full') : 'smaller',
    dimensions,
    quantization,
    rescored,
    added,
    kept: sure.kept,
    maybe: maybe?.kept === undefined ? undefined : candidateOf(maybe, maybe.kept, task, keep),
    bytesPerMillion: sure.bytes * 1_000_000,
    storage: storageOf(sure, full.dimensions, storage),
    spec: specOf(sure, full.dimensions, task.name.endsWith('image') ? 'image' : 'text'),
  };
}

function storageOf(
  { where, dimensions, quantization, rescored, served }: Cell,
  full: number,
  rules: StorageRules | undefined,
): readonly MillionVectors[] {
  const million = 1_000_000;
  const own = served?.bytesPerVector;
  if (own !== undefined)
    return [{ database: where, disk: own.disk * million, memory: own.memory * million }];
  return Object.entries(rules ?? {}).flatMap(([database, rule]): MillionVectors[] => {
    const coarse = rule(dimensions, quantization);
    if (coarse === undefined) return [];
    // The full vectors have no graph and stay on disk.
    const disk = coarse.disk + (rescored ? full * 4 : 0);
    return [{ database, disk: disk * million, memory: coarse.memory * million }];
  });
}

/** Candidates that are scored again need the full vector beside the small one. */
function specOf(
  { dimensions, quantization, rescored, added }: Cell,
  full: number,
  modality: Modality,
): Recommendation['spec'] {
  const own = { modality, dimensions, quantization };
  return {
    vectors: rescored
      ? { [`${modality}_${dimensions}`]: own, [modality]: { modality, dimensions: full } }
      : { [modality]: own },
    ...(added.includes('words') ? { keyword: true } : {}),
  };
}

/** The width of an interval shrinks with the square root of the queries, what no query shows with their number. */
function candidateOf(
  { dimensions, quantization, rescored, added }: Cell,
  kept: Interval,
  task: TaskReport,
  keep: number,
): PossibleSetting {
  const unseen = unseenLoss(task.groups, fullCell(task)?.perQuery ?? []);
  const times = (kept.value - kept.low) / (kept.value - keep);
  const isUnseen = Math.abs(kept.low - (1 - unseen)) < 1e-9;
  const queriesNeeded = Math.ceil(
    task.queries * Math.max(isUnseen ? times : times ** 2, unseen / (1 - keep)),
  );
  return { dimensions, quantization, rescored, added, kept, queriesNeeded };
}
