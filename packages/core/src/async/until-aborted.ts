import { aborted } from './signal.ts';

/** The result of a promise, or `aborted` as soon as the signal fires; `operation` is named in that error. */
export async function untilAborted<Result>(
  promise: Promise<Result>,
  signal: AbortSignal | undefined,
  operation: string,
): Promise<Result> {
  if (signal === undefined) return await promise;
  const interrupted = Promise.withResolvers<never>();
  const onAbort = (): void => interrupted.reject(aborted(operation, signal.reason));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, interrupted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
