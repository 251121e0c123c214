/** An iterator of any iterable. */
export interface AnyIterator<Value> {
  next(): Promise<IteratorResult<Value, unknown>>;
  /**
   * Closes the source. `reading` is a value that was asked for and has not come: what waits can't be closed before it comes, which
   * may be never, so that is not waited for.
   */
  end(reading: Promise<unknown> | undefined): Promise<void>;
}

/** The iterator of an iterable, asynchronous or not; what it throws rejects. */
export function iteratorOf<Value>(
  source: Iterable<Value> | AsyncIterable<Value>,
): AnyIterator<Value> {
  const iterator: Iterator<Value> | AsyncIterator<Value> =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let isDone = false;
  return {
    async next() {
      try {
        const result = await iterator.next();
        isDone = result.done === true;
        return result;
      } catch (error) {
        isDone = true; // what failed has closed itself
        throw error;
      }
    },
    async end(reading) {
      reading?.catch(() => {}); // nobody reads it any more
      if (isDone) return;
      const ended = (async () => await iterator.return?.())();
      if (reading === undefined) await ended;
      else ended.catch(() => {});
    },
  };
}
