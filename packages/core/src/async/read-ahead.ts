import { createQueue } from './queue.ts';

/**
 * A stream that is read on while its consumer is busy, at most `most` values ahead of it: what makes values, and what waits for
 * something else with them, go on side by side. A failure comes after the values before it. Where the consumer ends early, the
 * read under way is waited for, no further one begins, and the source is closed.
 */
export async function* readAhead<Value>(
  source: AsyncIterable<Value>,
  most: number,
): AsyncGenerator<Value, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const inOrder = createQueue();
  const ahead: Promise<IteratorResult<Value, unknown>>[] = [];
  let isLeft = false;
  const read = (): void => {
    const next = inOrder(async () =>
      isLeft ? { done: true as const, value: undefined } : await iterator.next(),
    );
    next.catch(() => {}); // thrown when its turn comes; until then it must not count as unhandled
    ahead.push(next);
  };
  try {
    for (let count = 0; count < most; count++) read();
    for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
      const result = await next;
      if (result.done === true) return;
      read();
      yield result.value;
    }
  } finally {
    isLeft = true;
    await Promise.allSettled(ahead);
    await iterator.return?.();
  }
}
