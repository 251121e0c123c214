import { aborted } from '../async/signal.ts';

/** The result of a promise, or `aborted` as soon as the signal fires. */
export async function untilAborted<Result>(
  promise: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return await promise;
  const interrupted = Promise.withResolvers<never>();
  const onAbort = (): void => interrupted.reject(aborted('embedding', signal.reason));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, interrupted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
