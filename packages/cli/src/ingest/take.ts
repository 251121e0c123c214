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

/** A stream whose first entry is read already. */
export interface BegunStream<Entry> {
  readonly entries: AsyncIterable<Entry>;
  /** Closes what the stream has open, also where nothing was taken from it; a second time does nothing. */
  readonly close: () => Promise<void>;
}

/** The same stream, its first entry read: what is wrong with all of it is reported before anything is made for it. */
export async function begun<Entry>(entries: AsyncIterable<Entry>): Promise<BegunStream<Entry>> {
  const iterator = entries[Symbol.asyncIterator]();
  const first = await iterator.next();
  const close = async (): Promise<void> => {
    await iterator.return?.();
  };
  async function* all(): AsyncGenerator<Entry, void, undefined> {
    try {
      for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await close();
    }
  }
  return { entries: all(), close };
}
