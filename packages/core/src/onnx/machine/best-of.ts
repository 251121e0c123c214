import { type CallOptions, throwIfAborted } from '../../async/signal.ts';

/** A figure is the best of the runs within this time, of one at least, after one that does not count. */
const enoughMs = 500;

/** Milliseconds of the fastest of some runs; rejects with `aborted` between them. */
export async function bestOf(run: () => Promise<unknown>, options: CallOptions): Promise<number> {
  await run();
  let best = Number.POSITIVE_INFINITY;
  const until = performance.now() + enoughMs;
  do {
    throwIfAborted(options, 'measuring');
    const begin = performance.now();
    await run();
    best = Math.min(best, performance.now() - begin);
  } while (performance.now() < until);
  return best;
}
