import { invalid, NestvecError } from '../errors.ts';

/** Taken last by every asynchronous call. */
export interface CallOptions {
  /** No new request starts after it fires; the call then rejects with code `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Throws `aborted` if the signal has fired, and `invalid-input` for what is not a signal, such as its controller. */
export function throwIfAborted(options: CallOptions | undefined, operation: string): void {
  const signal: Partial<AbortSignal> | null | undefined = options?.signal;
  if (signal === undefined) return;
  // By its shape, since one of another realm is a signal too.
  if (typeof signal?.aborted !== 'boolean' || typeof signal.addEventListener !== 'function')
    throw invalid('signal', 'must be an AbortSignal, such as the signal of an AbortController');
  if (signal.aborted) throw aborted(operation, signal.reason);
}

/** The error an aborted operation rejects with. */
export function aborted(operation: string, reason: unknown): NestvecError<'aborted'> {
  return new NestvecError('aborted', `${operation} was aborted`, { operation }, { cause: reason });
}
