import type { NamedVectorSpec } from '@nestvec/core';
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
}

/** What is good enough for one task, or why that is not known. */
export interface Recommendation {
  /** Such as `text-to-image de`. */
  readonly task: string;
  /**
   * `smaller`: this setting keeps what is asked for. `full`: every cheaper one surely loses more. `undecided`: a cheaper one may keep
   * it, and there are too few queries to say.
   */
  readonly verdict: 'smaller' | 'full' | 'undecided';
  readonly dimensions: number;
  readonly quantization: Quantization;
  readonly rescored: boolean;
  /** Share of the full quality that this setting keeps. */
  readonly kept: Interval | undefined;
  /** The cheapest setting that may keep it as well, and how many queries would show it. */
  readonly maybe:
    | {
        readonly dimensions: number;
        readonly quantization: Quantization;
        readonly rescored: boolean;
        readonly kept: Interval;
        readonly queriesNeeded: number;
      }
    | undefined;
  /** Bytes of a million vectors as they are searched, without a graph. */
  readonly bytesPerMillion: number;
  /** A named vector to paste into a spec. */
  readonly vector: NamedVectorSpec;
}

const schema = z.strictObject({
  keep: z.number().gt(0).lt(1).default(0.99),
  where: z.string().min(1).default('exact'),
});

/**
 * For each task the cheapest setting of which at least `keep` of the full quality is kept, by the lower end of its interval: a mean over tasks
 * would hide the one that loses. Throws `invalid-input` for what is not a report, or a place that it lacks.
 */
export function recommend(
  report: EvaluationReport,
  options: RecommendOptions = {},
): readonly Recommendation[] {
  checkReport(report, 'report');
  checkIsOptions(options);
  const { keep, where } = parseInput(schema, options, 'options');
  return report.tasks.map((task) => recommendFor(task, keep, where));
}

function recommendFor(task: TaskReport, keep: number, where: string): Recommendation {
  const full = fullCell(task);
  const cells = task.cells
    .filter((cell) => cell.where === where)
    .sort((a, b) => a.bytes - b.bytes || Number(a.rescored) - Number(b.rescored));
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
  return {
    task: titleOf(task),
    verdict: isFull ? (open ? 'undecided' : 'full') : 'smaller',
    dimensions: sure.dimensions,
    quantization: sure.quantization,
    rescored: sure.rescored,
    kept: sure.kept,
    maybe: maybe?.kept === undefined ? undefined : candidateOf(maybe, maybe.kept, task, keep),
    bytesPerMillion: sure.bytes * 1_000_000,
    vector: {
      modality: task.name.endsWith('image') ? 'image' : 'text',
      dimensions: sure.dimensions,
      quantization: sure.quantization,
    },
  };
}

/** The width of an interval shrinks with the square root of the queries, what no query shows with their number. */
function candidateOf(
  { dimensions, quantization, rescored }: Cell,
  kept: Interval,
  task: TaskReport,
  keep: number,
): Recommendation['maybe'] {
  const unseen = unseenLoss(task.groups, fullCell(task)?.perQuery ?? []);
  const times = (kept.value - kept.low) / (kept.value - keep);
  const isUnseen = Math.abs(kept.low - (1 - unseen)) < 1e-9;
  const queriesNeeded = Math.ceil(
    task.queries * Math.max(isUnseen ? times : times ** 2, unseen / (1 - keep)),
  );
  return { dimensions, quantization, rescored, kept, queriesNeeded };
}
