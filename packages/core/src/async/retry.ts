import { isNestvecError } from '../errors.ts';
import { sleep } from './sleep.ts';
import { throwIfAborted } from './signal.ts';

/** When and how long to wait between tries. */
export interface RetryOptions {
  /** Named in the `aborted` error. */
  readonly operation: string;
  /** Tries after the first. Default 5. */
  readonly retries?: number | undefined;
  /**
   * First wait in milliseconds, doubled every time, half of it random. Half of it is waited even after `Retry-After: 0`, which
   * would else use up all tries at once. Default 500.
   */
  readonly baseMs?: number | undefined;
  /** Longest wait; a longer `Retry-After` ends the tries instead, since asking sooner is pointless. Default 60,000. */
  readonly maxMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onRetry?:
    | ((attempt: {
        readonly error: unknown;
        readonly waitMs: number;
        readonly attempt: number;
      }) => void)
    | undefined;
  /** Passed in by tests. */
  readonly random?: (() => number) | undefined;
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

/**
 * Runs `attempt` until it resolves, its error is not worth another try, or the tries are used up; then the last error is
 * thrown as it came. Whether to try again is read from the error's details alone.
 */
export async function retry<Result>(
  attempt: () => Promise<Result>,
  options: RetryOptions,
): Promise<Result> {
  const { retries = 5, random = Math.random } = options;
  for (let tried = 0; ; tried++) {
    throwIfAborted(options, options.operation);
    try {
      return await attempt();
    } catch (error) {
      const waitMs = tried < retries ? waitBefore(error, tried, options, random()) : undefined;
      if (waitMs === undefined) throw error;
      options.onRetry?.({ error, waitMs, attempt: tried + 1 });
      await (options.sleep ?? sleep)(waitMs, options.signal);
    }
  }
}

/** Milliseconds until another try; `undefined` where it should not be tried again. */
function waitBefore(
  error: unknown,
  tried: number,
  options: RetryOptions,
  random: number,
): number | undefined {
  if (
    !isNestvecError(error, 'store') &&
    !isNestvecError(error, 'embedder') &&
    !isNestvecError(error, 'download')
  ) {
    return undefined;
  }
  const { retryable, retryAfterMs, retries } = error.details;
  const { baseMs = 500, maxMs = 60_000 } = options;
  // Six tries of six tries would take an hour to report that a service is down.
  if (!retryable || retries !== undefined) return undefined;
  if (retryAfterMs !== undefined)
    return retryAfterMs > maxMs ? undefined : Math.max(retryAfterMs, baseMs / 2);
  const full = Math.min(maxMs, baseMs * 2 ** tried);
  return full / 2 + (full / 2) * random;
}
