/**
 * Maps a stream with at most `width` calls in flight and gives the results in the order of the input. It reads on only when
 * a place is free and the consumer keeps up, so nothing piles up. The first failure ends it after the calls in flight have
 * settled; the source is then closed.
 */
export async function* mapWindow<In, Out>(
  source: Iterable<In> | AsyncIterable<In>,
  width: number,
  map: (value: In) => Promise<Out>,
): AsyncGenerator<Out, void, undefined> {
  const running: Promise<Out>[] = [];
  try {
    for await (const value of source) {
      const started = map(value);
      started.catch(() => {}); // reported when its turn comes; until then it must not count as unhandled
      running.push(started);
      const next = running.length >= width ? running.shift() : undefined;
      if (next !== undefined) yield await next;
    }
    for (let next = running.shift(); next !== undefined; next = running.shift()) yield await next;
  } finally {
    await Promise.allSettled(running);
  }
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
