import { isNestvecError } from '@nestvec/core';
import { isMissingMount } from './roots.ts';

/** Milliseconds that the whole queue waits where a service does not say how long. */
const usualWaitMs = 10_000;

/** Statuses by which a service asks all its clients to be slower. */
const slowingStatuses: ReadonlySet<number> = new Set([429, 503]);

/** Whether an embedder's service asks all its clients to be slower. */
export function slowsAll(error: unknown): boolean {
  if (!isNestvecError(error, 'embedder')) return false;
  const { status } = error.details;
  return status !== undefined && slowingStatuses.has(status);
}

/**
 * Milliseconds that the queue is to wait after a call that failed as a whole and may succeed later; `undefined` where waiting does not
 * help.
 */
export function waitOf(error: unknown): number | undefined {
  if (!isNestvecError(error, 'embedder') && !isNestvecError(error, 'store')) return undefined;
  const { retryable, retryAfterMs } = error.details;
  return retryable || slowsAll(error) ? (retryAfterMs ?? usualWaitMs) : undefined;
}

/** Whether a failure is the worker's own, which another job would meet as well. */
export function endsWorker(error: unknown): boolean {
  if (isMissingMount(error) || isNestvecError(error, 'identity') || isNestvecError(error, 'closed'))
    return true;
  if (!isNestvecError(error, 'embedder') && !isNestvecError(error, 'store')) return false;
  const { status } = error.details;
  return status === 401 || status === 403;
}
