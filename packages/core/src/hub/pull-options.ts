import { describeValue } from '../json.ts';
import { durationMs } from '../async/duration.ts';
import { invalid } from '../errors.ts';
import { parseInput } from '../parse-input.ts';
import type { RetryOptions } from '../async/retry.ts';
import type { CallOptions } from '../async/signal.ts';
import { type ModelChoice, resolveChoice } from './find.ts';
import type { OnLicense } from './license.ts';
import { checkCanBePulled } from './missing-model.ts';
import type { WriteChunk } from './part.ts';
import type { Linking } from './place.ts';
import type { PullProgress } from './progress.ts';
import type { publishedModel } from './published.ts';
import { checkEndpoint, checkToken, defaultEndpoint, type HubSettings } from './settings.ts';
import type { FetchLike } from './transport.ts';

/** What `pullModel` takes. */
export interface PullOptions extends ModelChoice, HubSettings, CallOptions {
  /** Files fetched at the same time. Default 2. */
  readonly concurrency?: number | undefined;
  /** Longest wait for an answer or for its next bytes; a large file may take as long as it needs. Default 30,000. */
  readonly idleTimeoutMs?: number | undefined;
  /** Tries after a failure that brought no bytes, and their waits. */
  readonly retry?: Omit<RetryOptions, 'operation' | 'signal'> | undefined;
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
  /** Called before the first byte is fetched, once for each model in each cache. */
  readonly onLicense?: OnLicense | undefined;
  /** In place of the built-in `fetch`; `proxy` then has no effect. */
  readonly fetch?: FetchLike | undefined;
}

/** What only tests and `obtainModel` change. */
export interface PullSeams {
  readonly published: typeof publishedModel;
  /** Hears the licence in every pull that fetches, before the first file; by throwing it ends the pull. */
  readonly checkLicense?: ((license: string | undefined) => void) | undefined;
  readonly linking?: Linking | undefined;
  readonly writeChunk?: WriteChunk | undefined;
}

/** Options with every default filled in. */
export interface ResolvedPull
  extends
    PullOptions,
    Required<Pick<ModelChoice, 'model'>>,
    Pick<PullSeams, 'linking' | 'writeChunk' | 'checkLicense'> {
  readonly revision: string;
  readonly weights: NonNullable<ModelChoice['weights']>;
  readonly cacheDirectory: string;
  readonly endpoint: string;
  readonly offline: boolean;
  readonly concurrency: number;
  readonly idleTimeoutMs: number;
  readonly published: ReturnType<typeof publishedModel>;
  readonly retry: RetryOptions;
}

/** The hub's limits are counted over five minutes, so a wait that it asks for can be that long. */
const longestWaitMs = 300_000;

/** Checks the options and fills in their defaults. Throws `invalid-input`. */
export function resolvePull(options: PullOptions, seams: PullSeams): ResolvedPull {
  const choice = resolveChoice(options, seams.published);
  checkCanBePulled(choice.model);
  return {
    ...options,
    ...choice,
    linking: seams.linking,
    writeChunk: seams.writeChunk,
    checkLicense: seams.checkLicense,
    endpoint: checkEndpoint(options.endpoint ?? defaultEndpoint),
    token: checkToken(options.token),
    offline: options.offline ?? false,
    concurrency: checkCount(options.concurrency ?? 2, 'concurrency'),
    idleTimeoutMs: parseInput(durationMs.default(30_000), options.idleTimeoutMs, 'idleTimeoutMs'),
    published: seams.published(choice.model),
    retry: {
      maxMs: longestWaitMs,
      ...options.retry,
      operation: `pulling ${choice.model}`,
      signal: options.signal,
    },
  };
}

function checkCount(value: number, field: string): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw invalid(field, `must be a positive integer, got ${describeValue(value)}`);
}
