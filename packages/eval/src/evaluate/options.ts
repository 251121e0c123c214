import type { CallOptions, Embedder, Reranker, Store } from '@nestvec/core';
import { modelFacts } from '@nestvec/core';
import type { StorageRule } from '@nestvec/core/cost';
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
  /** What it keeps of a vector, such as `qdrantStorage`: storage and memory of a million then stand in the report. */
  readonly storage?: StorageRule | undefined;
}

/** What orders the best hits of a database anew. */
export interface RerankerChoice {
  /** As it stands in the report. */
  readonly name: string;
  readonly reranker: Reranker;
  /** Hits that it gets. Default 50. */
  readonly candidates?: number | undefined;
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
  /** Also searches the stores by the words of text queries beside their vectors, where the documents have texts. Default false. */
  readonly words?: boolean | undefined;
  /** Also orders what the stores find anew, where the documents have texts. Default: none. */
  readonly reranker?: RerankerChoice | undefined;
  /**
   * Folder that keeps what is measured until the run is whole, so that one that was stopped goes on with the first task, store and
   * quantisation that is missing. A whole run leaves nothing in it. Default: none.
   */
  readonly checkpoints?: string | undefined;
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
export interface ResolvedEvaluation extends Omit<EvaluateOptions, 'languages' | 'reranker'> {
  readonly stores: readonly StoreChoice[];
  /** The full length first. */
  readonly dimensions: readonly number[];
  readonly quantizations: readonly Quantization[];
  readonly k: readonly number[];
  readonly queryTask: 'query' | 'document';
  readonly seed: number;
  readonly samples: number;
  readonly oversample: number;
  readonly words: boolean;
  readonly reranker: (RerankerChoice & { readonly candidates: number }) | undefined;
}

const metricName = z.custom<MetricName>(
  (value) =>
    typeof value === 'string' &&
    rankingMetrics.some((name) => new RegExp(`^${name}@[1-9]\\d*$`).test(value)),
  `must be one of ${rankingMetrics.join(', ')} with a cut-off, such as nDCG@10`,
);

const isFunction = z.custom((value) => typeof value === 'function', 'must be a function');

const schema = z.strictObject({
  dataset: z.unknown().optional(),
  embedder: z.unknown().optional(),
  stores: z
    .array(
      z.looseObject({
        name: z.string().min(1),
        open: isFunction,
        storage: isFunction.optional(),
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
  words: z.boolean().default(false),
  reranker: z
    .strictObject({
      name: z.string().min(1),
      reranker: z.looseObject({ rerank: isFunction }),
      candidates: z.int().min(1).max(1000).default(50),
    })
    .optional(),
  checkpoints: z.string().min(1).optional(),
  onProgress: isFunction.optional(),
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
  const names = (options.stores ?? []).map(({ name }) => name);
  for (const [i, name] of names.entries())
    if (name === 'exact' || names.indexOf(name) !== i)
      throw invalid(
        `options.stores[${i}].name`,
        name === 'exact' ? 'is taken by the search without a database' : `${name} is there twice`,
      );
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
    words: given.words,
    reranker:
      options.reranker === undefined
        ? undefined
        : { ...options.reranker, candidates: given.reranker?.candidates ?? 50 },
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
