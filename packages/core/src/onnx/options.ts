import { z } from 'zod';
import { invalid } from '../errors.ts';
import type { PullProgress } from '../hub/progress.ts';
import type { HubSettings } from '../hub/settings.ts';
import { warn } from '../warn.ts';
import { parseInput } from '../parse-input.ts';
import { type ImageLimitOptions, type ImageLimits, imageLimitsSchema } from '../image/limits.ts';
import { usualRuntime } from './runtime-options.ts';
import { type Weights, weightsOrder } from './weights.ts';

/** What `onnx` takes. */
export interface OnnxOptions {
  /**
   * A model on the hub, such as `jinaai/jina-clip-v2`: looked for in the cache that Python's tools use and `nestvec model pull` fills.
   * Give this or `directory`.
   */
  readonly model?: string | undefined;
  /**
   * Directory with `config.json`, `preprocessor_config.json`, `tokenizer.json` and `onnx/model*.onnx`, or with a `nestvec.json` that describes a
   * model of your own. Give this or `model`.
   */
  readonly directory?: string | undefined;
  /** Fetch `model` where the cache lacks it, 891 MB for jina-clip-v2 in int8. Default false: `not-found`, which says how to get it. */
  readonly pull?: boolean | undefined;
  /** SPDX id of the licence under which you use `model`, such as `CC-BY-NC-4.0`; fetching a model for non-commercial use takes it. */
  readonly acceptLicence?: string | undefined;
  /** Where `model` is kept and fetched from, such as `hubSettingsFrom(process.env)` of `@nestvec/core/hub`. */
  readonly hub?: HubSettings | undefined;
  /** How far fetching `model` is. */
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
  /** Ends finding, fetching and verifying `model`. */
  readonly signal?: AbortSignal | undefined;
  /** Variant of the weights. Default: the first there is of int8, quantized, uint8, q4, bnb4, fp32, fp16, q4f16; `pull` fetches int8, for jina-clip-v1 quantized and for jina-embeddings-v3 fp32. */
  readonly weights?: Weights | undefined;
  /**
   * With `directory`: the commit of the weights, kept in the identity; by default `revision` of config.json, the name of a hub snapshot, or
   * `unknown`. With `model`: a branch, tag or commit; by default the pinned commit of a model that nestvec knows, else `main`.
   */
  readonly revision?: string | undefined;
  /**
   * Tokens of a text that are read, special tokens included; at most as many as the model reads. Default: 512, the length that jina-clip was
   * trained with, 8,192 for jina-embeddings-v3, and what `nestvec.json` says of one's own where that is less than 512.
   */
  readonly maxTokens?: number | undefined;
  /** Threads of one inference. Default: onnxruntime's own, one a physical core. */
  readonly threads?: number | undefined;
  /** Keep the memory of an inference for the next ones. Default true. */
  readonly arena?: boolean | undefined;
  /** Let the threads wait busily for their next part of an inference. Default true. */
  readonly spinning?: boolean | undefined;
  /**
   * Run inferences in a worker thread, so that this one goes on meanwhile: an inference takes a second or more for an image or a
   * batch of texts. Default true.
   */
  readonly worker?: boolean | undefined;
  /** Of onnxruntime, such as `['cuda', 'cpu']`. Default `['cpu']`. */
  readonly executionProviders?: readonly string[] | undefined;
  /** What an image may cost; each limit that is left out has its default. */
  readonly imageLimits?: ImageLimitOptions | undefined;
  /** Tokens in one inference, padding included; a longer text runs alone. A query waits for one inference at most. Default 1,024. */
  readonly batchTokens?: number | undefined;
  /**
   * Bytes that one inference of texts may take beside the weights, reckoned by the model's layers. Of jina-clip-v2, a text that needs more fails with
   * `text`; one of 512 tokens needs 84 MB, one of 8,192 needs 1.4 GB, or 13.5 GB in a graph whose attention is not recognised.
   * Default: no limit.
   */
  readonly textMemory?: number | undefined;
  /** Images in one inference. Default 1 where they are 224 pixels or more wide, since more are not faster on a CPU and need memory in proportion, else 8. */
  readonly batchImages?: number | undefined;
  /** Load the weights before `onnx` resolves instead of at the first `embed`. Default false. */
  readonly preload?: boolean | undefined;
  /** Gets a sentence for everything worth knowing that is not an error. Default: `process.emitWarning`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Options with every default filled in; the model by its name is not looked for yet. */
export interface AskedOptions extends OnnxOptions {
  readonly arena: boolean;
  readonly spinning: boolean;
  readonly worker: boolean;
  readonly executionProviders: readonly string[];
  readonly imageLimits: ImageLimits;
  readonly batchTokens: number;
  readonly textMemory: number;
  readonly preload: boolean;
  readonly onWarning: (message: string) => void;
}

/** Options of a model whose directory is known. */
export interface ResolvedOptions extends AskedOptions {
  readonly directory: string;
}

/** Most tokens that any of the models reads. */
const largestMaxTokens = 8192;

const hubSchema: z.ZodType<HubSettings> = z.strictObject({
  endpoint: z.string().optional(),
  token: z.string().optional(),
  cacheDirectory: z.string().min(1).optional(),
  offline: z.boolean().optional(),
  proxy: z
    .strictObject({
      https: z.string().optional(),
      http: z.string().optional(),
      except: z.string().optional(),
    })
    .optional(),
});

const isFunction = (value: unknown): boolean => typeof value === 'function';

const schema: z.ZodType<AskedOptions> = z.strictObject({
  model: z.string().min(1).optional(),
  directory: z.string().min(1).optional(),
  pull: z.boolean().optional(),
  acceptLicence: z.string().min(1).optional(),
  hub: hubSchema.optional(),
  onProgress: z
    .custom<(progress: PullProgress) => void>(isFunction, 'must be a function')
    .optional(),
  signal: z.instanceof(AbortSignal).optional(),
  weights: z.enum(weightsOrder).optional(),
  revision: z.string().min(1).optional(),
  maxTokens: z.int().min(3).max(largestMaxTokens).optional(),
  threads: z.int().positive().optional(),
  arena: z.boolean().default(usualRuntime.arena),
  spinning: z.boolean().default(usualRuntime.spinning),
  worker: z.boolean().default(true),
  executionProviders: z
    .array(z.string().min(1))
    .min(1)
    .default([...usualRuntime.executionProviders]),
  imageLimits: imageLimitsSchema,
  batchTokens: z.int().positive().default(1024),
  textMemory: z.number().positive().default(Number.POSITIVE_INFINITY),
  batchImages: z.int().positive().optional(),
  preload: z.boolean().default(false),
  onWarning: z
    .custom<(message: string) => void>(isFunction, 'must be a function')
    .default(() => warn),
});

/** What means something only where the model is found by its name. */
const withModelOnly = ['pull', 'acceptLicence', 'hub', 'onProgress', 'signal'] as const;

/** Checks the options and fills in their defaults. Throws `invalid-input`. */
export function resolveOptions(options: OnnxOptions): AskedOptions {
  const asked = parseInput(schema, options, 'onnx');
  const { model, directory } = asked;
  if (model === undefined && directory === undefined)
    throw invalid('onnx.model', "is missing; give a model's name or its directory");
  if (model !== undefined && directory !== undefined)
    throw invalid('onnx.directory', 'and model were given; give one of them');
  if (model !== undefined && /^[./~\\]|^\w:/.test(model))
    throw invalid('onnx.model', `"${model}" is a path; give it as directory`);
  if (model === 'mini-clip' || model === 'nestvec/mini-clip')
    throw invalid(
      'onnx.model',
      "mini-clip comes with the package @nestvec/mini-clip and is not on the hub; give that package's modelDirectory as directory",
    );
  const useless = withModelOnly.find((name) => asked[name] !== undefined);
  if (model === undefined && useless !== undefined)
    throw invalid(
      `onnx.${useless}`,
      'is for a model given by its name; leave it out with directory',
    );
  return asked;
}
