import { z } from 'zod';
import { parseInput } from '../parse-input.ts';
import type { CallOptions } from '../async/signal.ts';

/** Options of `compareEmbedders`. */
export interface CompareOptions extends CallOptions {
  /** Nearest contents that are compared, at most half of what there is to find. Default 10. */
  readonly neighbors?: number | undefined;
  /** What `near` takes; each that is left out has its default. */
  readonly thresholds?: Partial<NearThresholds> | undefined;
}

/** Least agreement, at the whole length, of embedders whose vectors may meet in one collection. */
export interface NearThresholds {
  /** Of the mean cosine. Default 0.95. */
  readonly cosine: number;
  /** Of `mixedNeighbors`. Default 0.8. */
  readonly neighbors: number;
}

/** Options with every default filled in. */
export interface ResolvedCompareOptions {
  readonly neighbors: number;
  readonly thresholds: NearThresholds;
}

const part = z.number().min(0).max(1);

const schema: z.ZodType<ResolvedCompareOptions> = z.strictObject({
  neighbors: z.int().positive().default(10),
  thresholds: z
    .strictObject({ cosine: part.default(0.95), neighbors: part.default(0.8) })
    .prefault({}),
});

/** Checks the options and fills in their defaults. Throws `invalid-input`. */
export function resolveCompareOptions(options: CompareOptions): ResolvedCompareOptions {
  return parseInput(schema, options, 'compare');
}
