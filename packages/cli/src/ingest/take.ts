/** The first entries of a stream; all of them without a limit. */
export async function* take<Entry>(
  entries: AsyncIterable<Entry>,
  limit: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<Entry, void, undefined> {
  let taken = 0;
  for await (const entry of entries) {
    yield entry;
    taken++;
    if (taken >= limit) return;
  }
}

/** The same stream, its first entry read: what is wrong with all of it is told before anything is made for it. */
export async function begun<Entry>(
  entries: AsyncIterable<Entry>,
): Promise<AsyncGenerator<Entry, void, undefined>> {
  const iterator = entries[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    try {
      for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  })();
}
