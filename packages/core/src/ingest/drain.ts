import { iteratorOf } from '../async/iterator.ts';
import { throwIfAborted } from '../async/signal.ts';

/** What ends a source while it waits for its next entry. */
export interface SourceSignals {
  /** What was read until then goes on, so that nothing that is paid for is thrown away. */
  readonly drain?: AbortSignal | undefined;
  /** Rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Wrapped, since what a generator yields is asked whether it is a promise, and a user's object may throw at that. */
export interface SourceEntry {
  readonly entry: unknown;
}

/** A source that ends when `drain` fires, and rejects when `signal` does, also while it waits for its next entry. */
export async function* untilStopped(
  source: Iterable<unknown> | AsyncIterable<unknown>,
  { drain, signal }: SourceSignals,
): AsyncGenerator<SourceEntry, void, undefined> {
  const iterator = iteratorOf(source);
  const isOver = (): boolean => drain?.aborted === true || signal?.aborted === true;
  // Of the entry at hand: one promise that all entries were raced with would remember them all.
  let stop = (): void => {};
  const onStop = (): void => stop();
  drain?.addEventListener('abort', onStop);
  signal?.addEventListener('abort', onStop);
  let reading: Promise<IteratorResult<unknown, unknown>> | undefined;
  try {
    while (!isOver()) {
      reading = iterator.next();
      const { promise, resolve, reject } = Promise.withResolvers<
        IteratorResult<unknown, unknown> | undefined
      >();
      stop = () => resolve(undefined);
      reading.then(resolve, reject);
      const next = await promise;
      if (next === undefined) break;
      reading = undefined;
      if (next.done === true) return;
      yield { entry: next.value };
    }
    throwIfAborted({ signal }, 'ingesting');
  } finally {
    drain?.removeEventListener('abort', onStop);
    signal?.removeEventListener('abort', onStop);
    await iterator.end(reading);
  }
}
