import type { CallOptions, Embedder, Store } from '@nestvec/core';
import { modelFacts } from '@nestvec/core';
import type { Journal } from '@nestvec/core/journal';
import {
  checkIsEmbedder,
  checkIsOptions,
  checkMethods,
  invalid,
  parseInput,
} from '@nestvec/core/kit';
import { z } from 'zod';
import type { RetrievalDataset } from '../data/dataset.ts';
import type { Quantization } from '@nestvec/core/store';
import { checkCutoffs } from '../metrics/cutoffs.ts';
import { type MetricName, rankingMetrics } from '../metrics/names.ts';
import { checkDataset } from './check-dataset.ts';

/** A database that the vectors are measured through. */
export interface StoreChoice {
  /** As it stands in the report. */
  readonly name: string;
  /** Opens a collection of this name, which is made, filled, searched and dropped. */
  readonly open: (collection: string) => Store | Promise<Store>;
}

/** Options of `evaluate`. */
export interface EvaluateOptions extends CallOptions {
  /** What `openDataset` gives, or of one's own. */
  readonly dataset: RetrievalDataset;
  readonly embedder: Embedder;
  /** Databases to measure through, besides exactly in memory. Default: none. */
  readonly stores?: readonly StoreChoice[] | undefined;
  /** Prefix lengths. The full length is always measured. Default: those that the model was trained for. */
  readonly dimensions?: readonly number[] | undefined;
  /** Default: `none`, `int8` and `binary`. */
  readonly quantizations?: readonly Quantization[] | undefined;
  /** Languages of the data set. Default: all. */
  readonly languages?: readonly string[] | undefined;
  /** Cut-offs. Default 1, 5, 10. */
  readonly k?: readonly number[] | undefined;
  /** What the share that is kept is taken of. Default: `hitRate@5` where images are searched or search, else `nDCG@10`. */
  readonly metric?: MetricName | undefined;
  /** How queries of text are embedded. Default `query`; papers and CLIP_benchmark use `document`, which has no instruction. */
  readonly queryTask?: 'query' | 'document' | undefined;
  /** Keeps embeddings on disk, so that a run that was stopped goes on and the next one asks the model for nothing. */
  readonly journal?: Journal | undefined;
  /** Of intervals and tests. Default 42. */
  readonly seed?: number | undefined;
  /** Draws of intervals and tests. Default 2,000. */
  readonly samples?: number | undefined;
  /** Candidates for each hit where a store scores again by the full vector. Default 4. */
  readonly oversample?: number | undefined;
  /** Called as the work goes on. */
  readonly onProgress?: ((progress: EvaluationProgress) => void) | undefined;
}

/** How far an evaluation is. */
export interface EvaluationProgress {
  readonly stage: 'embedding' | 'measuring' | 'filling' | 'searching';
  /** Such as `text-to-image de`, or the name of a store. */
  readonly what: string;
  readonly done: number;
  readonly total: number;
}

/** Options with all defaults. */
export interface ResolvedEvaluation extends Omit<EvaluateOptions, 'languages'> {
  readonly stores: readonly StoreChoice[];
  /** The full length first. */
  readonly dimensions: readonly number[];
  readonly quantizations: readonly Quantization[];
  readonly k: readonly number[];
  readonly queryTask: 'query' | 'document';
  readonly seed: number;
  readonly samples: number;
  readonly oversample: number;
}

const metricName = z.custom<MetricName>(
  (value) =>
    typeof value === 'string' &&
    rankingMetrics.some((name) => new RegExp(`^${name}@[1-9]\\d*$`).test(value)),
  `must be one of ${rankingMetrics.join(', ')} with a cut-off, such as nDCG@10`,
);

const schema = z.strictObject({
  dataset: z.unknown().optional(),
  embedder: z.unknown().optional(),
  stores: z
    .array(
      z.looseObject({
        name: z.string().min(1),
        open: z.custom((value) => typeof value === 'function', 'must be a function'),
      }),
    )
    .default([]),
  dimensions: z.array(z.int().positive()).min(1).optional(),
  quantizations: z
    .array(z.enum(['none', 'int8', 'binary']))
    .min(1)
    .default(['none', 'int8', 'binary']),
  languages: z.array(z.string()).min(1).optional(),
  k: z.unknown().optional(),
  metric: metricName.optional(),
  queryTask: z.enum(['query', 'document']).default('query'),
  journal: z.unknown().optional(),
  seed: z.int().min(0).max(4_294_967_295).default(42),
  samples: z.int().min(100).max(10_000_000).default(2000),
  oversample: z.int().min(1).max(1000).default(4),
  onProgress: z.custom((value) => typeof value === 'function', 'must be a function').optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

/** Checks the options of `evaluate` and fills in what is left out. Throws `invalid-input`. */
export function resolveEvaluation(options: EvaluateOptions): ResolvedEvaluation {
  checkIsOptions(options);
  const given = parseInput(schema, options, 'options');
  checkIsEmbedder(options.embedder, 'options.embedder');
  if (options.journal !== undefined)
    checkMethods(options.journal, ['begin', 'close'], 'options.journal', 'what openJournal gives');
  checkDataset(options.dataset);
  const { model, dimensions: full } = options.embedder.identity;
  const trained = modelFacts(model)?.trainedDimensions ?? [full];
  const sizes = given.dimensions ?? trained.filter((size) => size <= full);
  const odd = sizes.find((size) => size > full);
  if (odd !== undefined)
    throw invalid('options.dimensions', `${odd} is more than the ${full} that ${model} gives`);
  let k = checkCutoffs(given.k, 'options.k');
  const cut = Number(given.metric?.split('@')[1]);
  if (given.metric !== undefined && !k.includes(cut)) k = [...k, cut].sort((a, b) => a - b);
  return {
    ...options,
    dataset: ofLanguages(options.dataset, given.languages),
    stores: options.stores ?? [],
    dimensions: [...new Set([full, ...sizes])].sort((a, b) => b - a),
    quantizations: [...new Set(['none' as const, ...given.quantizations])],
    k,
    queryTask: given.queryTask,
    seed: given.seed,
    samples: given.samples,
    oversample: given.oversample,
  };
}

function ofLanguages(
  dataset: RetrievalDataset,
  languages: readonly string[] | undefined,
): RetrievalDataset {
  if (languages === undefined) return dataset;
  const known = [...new Set(dataset.tasks.map(({ language }) => language))];
  const unknown = languages.find((language) => !known.includes(language));
  if (unknown !== undefined)
    throw invalid(
      'options.languages',
      `${dataset.name} has nothing in ${unknown}; it has ${known.map((one) => one ?? 'one without a name').join(', ')}`,
    );
  const tasks = dataset.tasks.filter(
    ({ language }) => language !== undefined && languages.includes(language),
  );
  return { ...dataset, tasks };
}
