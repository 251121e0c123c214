import { iteratorOf } from '../async/iterator.ts';
import { throwIfAborted } from '../async/signal.ts';

/** What ends a source while it waits for its next entry. */
export interface SourceSignals {
  /** What was read until then goes on, so that nothing that is paid for is thrown away. */
  readonly drain?: AbortSignal | undefined;
  /** Rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** A source that ends when `drain` fires, and rejects when `signal` does, also while it waits for its next entry. */
export async function* untilStopped<Entry>(
  source: Iterable<Entry> | AsyncIterable<Entry>,
  { drain, signal }: SourceSignals,
): AsyncGenerator<Entry, void, undefined> {
  const iterator = iteratorOf(source);
  const isOver = (): boolean => drain?.aborted === true || signal?.aborted === true;
  // Of the entry at hand: one promise that all entries were raced with would remember them all.
  let stop = (): void => {};
  const onStop = (): void => stop();
  drain?.addEventListener('abort', onStop);
  signal?.addEventListener('abort', onStop);
  let reading: Promise<IteratorResult<Entry, unknown>> | undefined;
  try {
    while (!isOver()) {
      reading = iterator.next();
      const { promise, resolve, reject } = Promise.withResolvers<
        IteratorResult<Entry, unknown> | undefined
      >();
      stop = () => resolve(undefined);
      reading.then(resolve, reject);
      const next = await promise;
      if (next === undefined) break;
      reading = undefined;
      if (next.done === true) return;
      yield next.value;
    }
    throwIfAborted({ signal }, 'ingesting');
  } finally {
    drain?.removeEventListener('abort', onStop);
    signal?.removeEventListener('abort', onStop);
    await iterator.end(reading);
  }
}
