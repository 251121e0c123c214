import { z } from 'zod';
import { durationMs } from '../async/duration.ts';
import { invalid } from '../errors.ts';
import { type ImageLimits, imageLimitsSchema } from '../image/limits.ts';
import { apiKey } from '../options/api-key.ts';
import { headersSchema } from '../options/headers.ts';
import { httpUrl } from '../options/http-url.ts';
import { parseInput } from '../parse-input.ts';
import { batchSchema, type ResolvedBatch } from './batch-schema.ts';
import type { RemoteCallbacks } from './callbacks.ts';
import { type Encoding, encodings } from './decode-embedding.ts';
import { imagePolicies, type ImagePolicy } from './image-policy.ts';
import { type Dialect, dialectFacts, dialects } from './dialects.ts';
import { type GivenModel, givenModelSchema } from './given-model.ts';
import type { JinaOptions } from './options.ts';
import type { PostFetch } from './post.ts';
import type { SpendCap } from './spend.ts';

/** Options with every default filled in. */
export interface ResolvedJinaOptions extends RemoteCallbacks {
  readonly apiKey?: string | undefined;
  readonly model: string;
  readonly facts?: GivenModel | undefined;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly encoding: Encoding;
  readonly dialect: Dialect;
  readonly budgets: {
    readonly requestsPerMinute: number;
    readonly tokensPerMinute: number;
    readonly concurrency: number;
    readonly spend?: SpendCap | undefined;
  };
  readonly batch: ResolvedBatch;
  readonly imagePolicy?: ImagePolicy | undefined;
  readonly imageLimits: ImageLimits;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly fetch: PostFetch;
}

/** Jina's own address. */
const defaultBaseUrl = 'https://api.jina.ai/v1';

const callback = <Fn>(): z.ZodType<Fn> =>
  z.custom<Fn>((value) => typeof value === 'function', 'must be a function');

const schema: z.ZodType<
  Omit<ResolvedJinaOptions, 'encoding'> & { readonly encoding?: Encoding | undefined }
> = z.strictObject({
  apiKey: apiKey.optional(),
  model: z.string().min(1).default('jina-clip-v2'),
  facts: givenModelSchema.optional(),
  baseUrl: httpUrl(defaultBaseUrl)
    .transform(({ href }) => href)
    .default(defaultBaseUrl),
  headers: headersSchema.default({}),
  encoding: z.enum(encodings).optional(),
  dialect: z.enum(dialects).default('jina'),
  budgets: z
    .strictObject({
      requestsPerMinute: z.number().min(1).default(100),
      tokensPerMinute: z.number().min(1).default(100_000),
      concurrency: z.int().positive().default(2),
      spend: z
        .union([
          z.strictObject({ tokens: z.number().positive() }),
          z.strictObject({
            amount: z.number().positive(),
            perMillionTokens: z.number().positive(),
          }),
        ])
        .optional(),
    })
    .prefault({}),
  batch: batchSchema,
  imagePolicy: z.enum(imagePolicies).optional(),
  imageLimits: imageLimitsSchema,
  timeoutMs: durationMs.default(60_000),
  retries: z.int().nonnegative().default(6),
  onRetry: callback<NonNullable<RemoteCallbacks['onRetry']>>().optional(),
  onUsage: callback<NonNullable<RemoteCallbacks['onUsage']>>().optional(),
  fetch: callback<PostFetch>().default(() => fetch),
});

/** Checks the options and fills in their defaults. Throws `invalid-input`, which never holds a key. */
export function resolveJinaOptions(options: JinaOptions): ResolvedJinaOptions {
  const resolved = parseInput(schema, options, 'jina');
  const { dialect } = resolved;
  const { encodings: possible } = dialectFacts[dialect];
  const { encoding = possible[0] ?? 'float' } = resolved;
  if (!possible.includes(encoding))
    throw invalid('jina.encoding', `must be ${possible.join(' or ')} with dialect ${dialect}`);
  if (dialect !== 'jina' && resolved.baseUrl === defaultBaseUrl)
    throw invalid('jina.baseUrl', `is needed with dialect ${dialect}: the address of the server`);
  if (resolved.apiKey === undefined && resolved.baseUrl === defaultBaseUrl) {
    throw invalid('jina.apiKey', 'is needed; make a key at jina.ai');
  }
  return { ...resolved, encoding };
}
