import { z } from 'zod';
import { durationMs } from '../async/duration.ts';
import { type ImageLimitOptions, type ImageLimits, imageLimitsSchema } from '../image/limits.ts';
import { parseInput } from '../parse-input.ts';
import type { RemoteCallbacks } from './callbacks.ts';
import { imagePolicies, type ImagePolicy } from './image-policy.ts';
import type { SageMakerShape } from './sagemaker-request.ts';

/** What is used of the AWS client; `SageMakerRuntimeClient` fits. */
export interface SageMakerClient {
  send(command: object, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
  destroy?(): void;
}

/** What `sagemaker` takes. Credentials are found by the AWS client as always. */
export interface SageMakerOptions extends RemoteCallbacks {
  readonly endpointName: string;
  /** Default: what the AWS client finds. */
  readonly region?: string | undefined;
  /** Which of Jina's containers runs there. It must be given, because no name shows it reliably. */
  readonly shape: SageMakerShape;
  /** A client of yours; its own retries then come on top. `close` leaves it open. Default: one of ours. */
  readonly client?: SageMakerClient | undefined;
  /** Requests in flight. Default 4. */
  readonly concurrency?: number | undefined;
  /** Upper bounds of one request; each that is left out has its default. */
  readonly batch?: SageMakerBatchOptions | undefined;
  /** Default `crop`, as in the local model. */
  readonly imagePolicy?: ImagePolicy | undefined;
  /** What an image may cost; each limit that is left out has its default. */
  readonly imageLimits?: ImageLimitOptions | undefined;
  /** Longest time for one request and its answer. Default 60,000 ms. */
  readonly timeoutMs?: number | undefined;
  /** Tries after the first. Default 6, about a minute in all. */
  readonly retries?: number | undefined;
}

/** Upper bounds of one request. */
export interface SageMakerBatchOptions {
  /** Default 32. */
  readonly items?: number | undefined;
  /** Default 32,000. */
  readonly tokens?: number | undefined;
  /** Default 4,000,000; an endpoint refuses what is too large for it. */
  readonly bytes?: number | undefined;
}

/** Options with every default filled in. */
export interface ResolvedSageMakerOptions extends RemoteCallbacks {
  readonly endpointName: string;
  readonly region?: string | undefined;
  readonly shape: SageMakerShape;
  readonly client?: SageMakerClient | undefined;
  readonly concurrency: number;
  readonly batch: { readonly items: number; readonly tokens: number; readonly bytes: number };
  readonly imagePolicy: ImagePolicy;
  readonly imageLimits: ImageLimits;
  readonly timeoutMs: number;
  readonly retries: number;
}

const callback = <Fn>(): z.ZodType<Fn> =>
  z.custom<Fn>((value) => typeof value === 'function', 'must be a function');

const schema: z.ZodType<ResolvedSageMakerOptions> = z.strictObject({
  endpointName: z.string().min(1),
  region: z.string().min(1).optional(),
  shape: z.enum(['clip-v2', 'clip-v1']),
  client: z
    .custom<SageMakerClient>(
      (value) =>
        typeof value === 'object' &&
        value !== null &&
        'send' in value &&
        typeof value.send === 'function',
      'must be a SageMakerRuntimeClient',
    )
    .optional(),
  concurrency: z.int().positive().default(4),
  batch: z
    .strictObject({
      items: z.int().positive().default(32),
      tokens: z.int().positive().default(32_000),
      bytes: z.int().positive().default(4_000_000),
    })
    .prefault({}),
  imagePolicy: z.enum(imagePolicies).default('crop'),
  imageLimits: imageLimitsSchema,
  timeoutMs: durationMs.default(60_000),
  retries: z.int().nonnegative().default(6),
  onRetry: callback<NonNullable<RemoteCallbacks['onRetry']>>().optional(),
  onUsage: callback<NonNullable<RemoteCallbacks['onUsage']>>().optional(),
});

/** Checks the options and fills in their defaults. Throws `invalid-input`. */
export function resolveSageMakerOptions(options: SageMakerOptions): ResolvedSageMakerOptions {
  return parseInput(schema, options, 'sagemaker');
}
