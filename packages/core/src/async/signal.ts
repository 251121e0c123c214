import { NestvecError } from '../errors.ts';

/** Taken last by every asynchronous call. */
export interface CallOptions {
  /** No new request starts after it fires; the call then rejects with code `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Throws `aborted` if the signal has fired. */
export function throwIfAborted(options: CallOptions | undefined, operation: string): void {
  if (options?.signal?.aborted) throw aborted(operation, options.signal.reason);
}

/** The error an aborted operation rejects with. */
export function aborted(operation: string, reason: unknown): NestvecError<'aborted'> {
  return new NestvecError('aborted', `${operation} was aborted`, { operation }, { cause: reason });
}
