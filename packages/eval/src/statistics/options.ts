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
  seed: z.int().min(0).max(4_294_967_295).default(42),
});

const bootstrapSchema = schema.extend({ level: z.number().gt(0).lt(1).default(0.95) });

/** Options with defaults. Clusters are checked where they are used, together with the values. */
interface ResolvedComparison extends Pick<ComparisonOptions, 'clusters'> {
  readonly samples: number;
  readonly seed: number;
}

/** Checks the options of a comparison. */
export function checkComparison(options: ComparisonOptions): ResolvedComparison {
  const { samples, seed } = parseInput(schema, options, 'options');
  return { samples, seed, clusters: options.clusters };
}

/** Checks the options of a bootstrap. */
export function checkBootstrap(
  options: BootstrapOptions,
): ResolvedComparison & { readonly level: number } {
  const { samples, seed, level } = parseInput(bootstrapSchema, options, 'options');
  return { samples, seed, level, clusters: options.clusters };
}
