/** Upper bounds of one batch; `Infinity` for none. */
export interface BatchLimits {
  readonly items: number;
  readonly tokens: number;
  readonly bytes: number;
}

/** What one entry adds to a batch. */
export interface BatchSize {
  /** Default 1. */
  readonly items?: number;
  readonly tokens: number;
  readonly bytes: number;
}

/**
 * Cuts a stream into batches that stay within every limit, in order. An entry that alone exceeds a limit becomes a batch of
 * its own, so that whoever takes it can say which one it was. Holds one batch at a time.
 */
export async function* batches<Entry>(
  entries: Iterable<Entry> | AsyncIterable<Entry>,
  sizeOf: (entry: Entry) => BatchSize,
  limits: BatchLimits,
): AsyncGenerator<readonly Entry[], void, undefined> {
  let batch: Entry[] = [];
  let items = 0;
  let tokens = 0;
  let bytes = 0;
  for await (const entry of entries) {
    const size = sizeOf(entry);
    const full =
      items + (size.items ?? 1) > limits.items ||
      tokens + size.tokens > limits.tokens ||
      bytes + size.bytes > limits.bytes;
    if (full && batch.length > 0) {
      yield batch;
      batch = [];
      items = 0;
      tokens = 0;
      bytes = 0;
    }
    batch.push(entry);
    items += size.items ?? 1;
    tokens += size.tokens;
    bytes += size.bytes;
  }
  if (batch.length > 0) yield batch;
}
