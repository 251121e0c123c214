/**
 * A source that ends when the signal fires, also while it waits for its next entry. What was read until then goes on, so that
 * nothing that is paid for is thrown away.
 */
export async function* untilDrained<Entry>(
  source: Iterable<Entry> | AsyncIterable<Entry>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Entry, void, undefined> {
  if (signal === undefined) {
    yield* source;
    return;
  }
  const iterator: Iterator<Entry> | AsyncIterator<Entry> =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const { promise: drained, resolve } = Promise.withResolvers<undefined>();
  const stop = (): void => resolve(undefined);
  signal.addEventListener('abort', stop);
  let isWaiting = false;
  try {
    while (!signal.aborted) {
      isWaiting = true;
      const next = await Promise.race([iterator.next(), drained]);
      if (next === undefined) return;
      isWaiting = false;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    // A generator that is waiting can't be ended before what it waits for comes, which may be never.
    const ended = Promise.resolve(iterator.return?.());
    if (isWaiting) ended.catch(() => {});
    else await ended;
  }
}
