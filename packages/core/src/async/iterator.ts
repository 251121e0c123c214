import { describeValue } from '../json.ts';

/** An iterator of any iterable. */
export interface AnyIterator<Value> {
  next(): Promise<IteratorResult<Value, unknown>>;
  /**
   * Closes the source. `reading` is a value that was asked for and has not come: what waits can't be closed before it comes, which
   * may be never, so that is not waited for.
   */
  end(reading: Promise<unknown> | undefined): Promise<void>;
}

/** The iterator of an iterable, asynchronous or not; what it throws rejects, and so does what an iterator can't give. */
export function iteratorOf<Value>(
  source: Iterable<Value> | AsyncIterable<Value>,
): AnyIterator<Value> {
  const iterator: Iterator<Value> | AsyncIterator<Value> =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let isDone = false;
  const note = (result: IteratorResult<Value, unknown>): IteratorResult<Value, unknown> => {
    const given: unknown = result;
    // `for await` refuses it as well. It would count as a value for ever: the source of a reading that never ends.
    if (typeof given !== 'object' || given === null)
      throw new TypeError(
        `the source is not an iterable: its next() gave ${describeValue(given)} where { done, value } is expected`,
      );
    isDone = result.done === true;
    return result;
  };
  const fail = (error: unknown): never => {
    isDone = true; // what failed has closed itself
    throw error;
  };
  // Not by `async`, whose `await` costs two turns more for each value of each stage of a stream.
  const begin = (): Promise<IteratorResult<Value, unknown>> => {
    try {
      return Promise.resolve(iterator.next());
    } catch (error) {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- whatever the source threw
      return Promise.reject(error);
    }
  };
  return {
    next: () => begin().then(note, fail),
    async end(reading) {
      reading?.catch(() => {}); // it is not read any more
      if (isDone) return;
      const ended = (async () => await iterator.return?.())();
      if (reading === undefined) await ended;
      else ended.catch(() => {});
    },
  };
}
