import { z } from 'zod';
import { type ImageLimitOptions, type ImageLimits, imageLimitsSchema } from '../image/limits.ts';
import { parseInput } from '../parse-input.ts';
import { batchSchema, type ResolvedBatch } from '../remote/batch-schema.ts';
import { imagePolicies, type ImagePolicy, resolveImagePolicy } from '../remote/image-policy.ts';
import { type HostedModelId, hostedModelIds, hostedModels } from '../remote/models.ts';
import type { BatchOptions } from '../remote/options.ts';
import type { CallOptions } from '../async/signal.ts';
import { parsePrices, type PriceTable, publishedPrices } from './prices.ts';
import type { StorageRule, StorageRules } from './storage.ts';

/** Options of `estimateCost`; those of the service mean the same as those of `jina`. */
export interface CostOptions extends CallOptions {
  /** Default `jina-clip-v2`. */
  readonly model?: HostedModelId | undefined;
  /** Rates of the account; `Infinity` for an endpoint of one's own. Defaults as in `jina`. */
  readonly budgets?:
    | {
        readonly requestsPerMinute?: number | undefined;
        readonly tokensPerMinute?: number | undefined;
      }
    | undefined;
  /** Upper bounds of one request. Defaults as in `jina`. */
  readonly batch?: BatchOptions | undefined;
  /** How images are fitted before they are sent. Default as in `jina`. */
  readonly imagePolicy?: ImagePolicy | undefined;
  /** What an image may cost; each limit that is left out has its default. */
  readonly imageLimits?: ImageLimitOptions | undefined;
  /** Default: what is published. `false` where tokens are not what is paid for. */
  readonly prices?: PriceTable | false | undefined;
  /**
   * Tokens of texts by the model's own tokenizer, special tokens included, such as `measure` of a local model of the same name
   * gives them. Default: an estimate from their length.
   */
  readonly countTokens?: CountTextTokens | undefined;
  /** Lengths whose storage is estimated. Default: those that the model was trained for. */
  readonly dimensions?: readonly number[] | undefined;
  /** How databases keep a vector, by name: `{ qdrant: qdrantStorage }`, which each adapter exports. Default: no database. */
  readonly storage?: StorageRules | undefined;
}

/** Counts the tokens of each text. */
export type CountTextTokens = (
  texts: readonly string[],
  options: CallOptions,
) => Promise<readonly number[]>;

/** Options with every default filled in. */
export interface ResolvedCostOptions {
  readonly model: HostedModelId;
  readonly budgets: { readonly requestsPerMinute: number; readonly tokensPerMinute: number };
  readonly batch: ResolvedBatch;
  readonly imagePolicy: ImagePolicy;
  readonly imageLimits: ImageLimits;
  readonly prices: PriceTable | false;
  readonly countTokens?: CountTextTokens | undefined;
  readonly dimensions?: readonly number[] | undefined;
  readonly storage: StorageRules;
}

const rate = z.union([z.number().min(1), z.literal(Number.POSITIVE_INFINITY)]);

const schema = z.strictObject({
  model: z.enum(hostedModelIds).default('jina-clip-v2'),
  budgets: z
    .strictObject({
      requestsPerMinute: rate.default(100),
      tokensPerMinute: rate.default(100_000),
    })
    .prefault({}),
  batch: batchSchema,
  imagePolicy: z.enum(imagePolicies).optional(),
  imageLimits: imageLimitsSchema,
  prices: z.unknown().optional(),
  countTokens: z
    .custom<CountTextTokens>((value) => typeof value === 'function', 'must be a function')
    .optional(),
  dimensions: z.array(z.int().positive()).optional(),
  storage: z
    .record(
      z.string(),
      z.custom<StorageRule>((value) => typeof value === 'function', 'must be a function'),
    )
    .default({}),
});

/** Checks the options and fills in their defaults. Throws `invalid-input`. */
export function resolveCostOptions(options: Omit<CostOptions, 'signal'>): ResolvedCostOptions {
  const parsed = parseInput(schema, options, 'cost');
  const { model, prices = publishedPrices } = parsed;
  return {
    ...parsed,
    imagePolicy: resolveImagePolicy(parsed.imagePolicy, hostedModels[model], model),
    prices: prices === false ? false : parsePrices(prices),
  };
}
