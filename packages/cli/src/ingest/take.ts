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
