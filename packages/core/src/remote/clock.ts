import { sleep } from '../async/sleep.ts';

/** Time, passed in by tests. */
export interface Clock {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Rejects with `aborted` as soon as the signal fires. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

/** The machine's own. */
export const systemClock: Clock = { now: () => performance.now(), sleep };
