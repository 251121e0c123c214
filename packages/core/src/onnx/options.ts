import { z } from 'zod';
import { warn } from '../warn.ts';
import { parseInput } from '../parse-input.ts';
import { type ImageLimitOptions, type ImageLimits, imageLimitsSchema } from '../image/limits.ts';
import { usualRuntime } from './runtime-options.ts';
import { type Weights, weightsOrder } from './weights.ts';

/** What `onnx` takes. */
export interface OnnxOptions {
  /** Directory with `config.json`, `preprocessor_config.json`, `tokenizer.json` and `onnx/model*.onnx`. */
  readonly directory: string;
  /** Variant of the weights. Default: the first there is of int8, quantized, uint8, q4, bnb4, fp32, fp16, q4f16. */
  readonly weights?: Weights | undefined;
  /** Commit of the weights, kept in the identity. Default: `revision` of config.json, the name of a hub snapshot, or `unknown`. */
  readonly revision?: string | undefined;
  /** Tokens of a text that are read, special tokens included. Default 512, the length the model was trained with; at most 8,192. */
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
  readonly imageLimits?: ImageLimitOptions | undefined;
  /** Tokens in one inference, padding included; a longer text runs alone. A query waits for one inference at most. Default 1,024. */
  readonly batchTokens?: number | undefined;
  /**
   * Bytes that one inference of texts may take beside the weights, reckoned for jina-clip-v2. A text that needs more fails with
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

/** Options with every default filled in. */
export interface ResolvedOptions extends OnnxOptions {
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

/** Most tokens that jina-clip-v2 reads. */
export const largestMaxTokens = 8192;

const schema: z.ZodType<ResolvedOptions> = z.strictObject({
  directory: z.string().min(1),
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
    .custom<(message: string) => void>((value) => typeof value === 'function', 'must be a function')
    .default(() => warn),
});

/** Checks the options and fills in their defaults. Throws `invalid-input`. */
export function resolveOptions(options: OnnxOptions): ResolvedOptions {
  return parseInput(schema, options, 'onnx');
}
