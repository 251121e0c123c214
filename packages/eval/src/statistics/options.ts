import { parseInput } from '@nestvec/core/kit';
import { z } from 'zod';

/** Options of comparisons of two measurements. */
export interface ComparisonOptions {
  /**
   * Of each value, what it belongs to, such as the image of a caption: values of one cluster are drawn together, since they are not
   * independent. Default: each is one of its own.
   */
  readonly clusters?: readonly (string | number)[] | undefined;
  /** How often is drawn. Default 10,000. */
  readonly samples?: number | undefined;
  /**
   * How many comparisons are corrected together afterwards, as by `holm`: so many more draws are made that one of them can still be
   * significant, and none for a difference that chance clearly makes. Default 1. Of `randomizationTest` alone.
   */
  readonly together?: number | undefined;
  /** Default 42. The same seed gives the same result. */
  readonly seed?: number | undefined;
}

/** Options of `pairedBootstrap`. */
export interface BootstrapOptions extends ComparisonOptions {
  /** Share of the draws that the interval holds. Default 0.95. */
  readonly level?: number | undefined;
}

const schema = z.strictObject({
  clusters: z.unknown().optional(),
  samples: z.int().min(100).max(10_000_000).default(10_000),
  together: z.int().min(1).max(1_000_000).default(1),
  seed: z.int().min(0).max(4_294_967_295).default(42),
});

const bootstrapSchema = schema.extend({ level: z.number().gt(0).lt(1).default(0.95) });

/** Options with defaults. Clusters are checked where they are used, together with the values. */
interface ResolvedComparison extends Pick<ComparisonOptions, 'clusters'> {
  readonly samples: number;
  readonly together: number;
  readonly seed: number;
}

/** Checks the options of a comparison. */
export function checkComparison(options: ComparisonOptions): ResolvedComparison {
  const { samples, together, seed } = parseInput(schema, options, 'options');
  return { samples, together, seed, clusters: options.clusters };
}

/** Checks the options of a bootstrap. */
export function checkBootstrap(
  options: BootstrapOptions,
): ResolvedComparison & { readonly level: number } {
  const { samples, together, seed, level } = parseInput(bootstrapSchema, options, 'options');
  return { samples, together, seed, level, clusters: options.clusters };
}
