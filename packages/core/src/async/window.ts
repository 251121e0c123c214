import { iteratorOf } from './iterator.ts';

/**
 * Maps a stream with at most `width` calls in flight and gives the results in the order of the input. It reads on only when
 * a place is free and the consumer keeps up, so nothing piles up; a result does not wait for the source's next value. The first
 * failure ends it after the calls in flight have settled; the source is then closed.
 */
export async function* mapWindow<In, Out>(
  source: Iterable<In> | AsyncIterable<In>,
  width: number,
  map: (value: In) => Promise<Out>,
): AsyncGenerator<Out, void, undefined> {
  const iterator = iteratorOf(source);
  const running: Promise<Out>[] = [];
  let reading: Promise<IteratorResult<In, unknown>> | undefined;
  let isEnded = false;
  try {
    for (;;) {
      const [oldest] = running;
      if (!isEnded && running.length < width) {
        reading ??= quiet(iterator.next());
        const settled = oldest?.then(() => undefined);
        const next = await (settled === undefined ? reading : Promise.race([reading, settled]));
        if (next !== undefined) {
          reading = undefined;
          if (next.done === true) isEnded = true;
          else running.push(quiet(map(next.value)));
          continue;
        }
      }
      if (oldest === undefined) return;
      void running.shift();
      yield await oldest;
    }
  } finally {
    await Promise.allSettled(running);
    await iterator.end(reading);
  }
}

/** A promise whose failure is reported when its turn comes; until then it must not count as unhandled. */
function quiet<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}

/**
 * Does work for each value of a stream, at most `width` at a time, in whatever order it ends: one that takes long holds up no other.
 * Reads on only when a place is free. The first failure is thrown after the work in flight has settled; the source is then closed.
 */
export async function forEachInWindow<In>(
  source: Iterable<In> | AsyncIterable<In>,
  width: number,
  work: (value: In) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  try {
    for await (const value of source) {
      const started: Promise<void> = work(value)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => running.delete(started));
      running.add(started);
      if (running.size >= width) await Promise.race(running);
      if (failures.length > 0) break;
    }
  } finally {
    await Promise.all(running);
  }
  if (failures.length > 0) throw failures[0];
}
