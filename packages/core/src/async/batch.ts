import { iteratorOf } from './iterator.ts';

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

/** How long a batch is waited for that the source does not fill. */
export interface Patience {
  readonly maxWaitMs: number;
  /** Calls back once after so many milliseconds, unless it is called off; tests pass in their own. Default: Node's timer. */
  readonly startTimer?: ((ms: number, due: () => void) => () => void) | undefined;
}

/**
 * Cuts a stream into batches that stay within every limit, in order. An entry that alone exceeds a limit becomes a batch of
 * its own, so that its reader can say which one it was. Holds one batch at a time, and with `patience` given none for longer
 * than that says while the source gives nothing.
 */
export async function* batches<Entry>(
  entries: Iterable<Entry> | AsyncIterable<Entry>,
  sizeOf: (entry: Entry) => BatchSize,
  limits: BatchLimits,
  patience?: Patience,
): AsyncGenerator<readonly Entry[], void, undefined> {
  const iterator = iteratorOf(entries);
  let batch: Entry[] = [];
  let sum = { items: 0, tokens: 0, bytes: 0 };
  let due: Alarm | undefined;
  const take = (): readonly Entry[] => {
    const taken = batch;
    due?.stop();
    due = undefined;
    batch = [];
    sum = { items: 0, tokens: 0, bytes: 0 };
    return taken;
  };
  let reading: Promise<IteratorResult<Entry, unknown>> | undefined;
  try {
    for (;;) {
      reading ??= iterator.next();
      const next = await (due === undefined ? reading : Promise.race([reading, due.rings]));
      if (next === undefined) {
        yield take();
        continue;
      }
      reading = undefined;
      if (next.done === true) break;
      const { items = 1, tokens, bytes } = sizeOf(next.value);
      const isFull =
        sum.items + items > limits.items ||
        sum.tokens + tokens > limits.tokens ||
        sum.bytes + bytes > limits.bytes;
      if (isFull && batch.length > 0) yield take();
      if (batch.length === 0 && patience !== undefined) due = startAlarm(patience);
      batch.push(next.value);
      sum.items += items;
      sum.tokens += tokens;
      sum.bytes += bytes;
    }
    if (batch.length > 0) yield take();
  } finally {
    due?.stop();
    await iterator.end(reading);
  }
}

interface Alarm {
  readonly rings: Promise<undefined>;
  stop(): void;
}

function startAlarm({ maxWaitMs, startTimer = nodeTimer }: Patience): Alarm {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const stop = startTimer(maxWaitMs, () => resolve(undefined));
  return { rings: promise, stop };
}

function nodeTimer(ms: number, due: () => void): () => void {
  const timer = setTimeout(due, ms);
  return () => clearTimeout(timer);
}
