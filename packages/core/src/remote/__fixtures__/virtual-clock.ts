import type { Clock } from '../clock.ts';

/** A clock on which time passes as fast as the work between two waits is done. */
export interface VirtualClock extends Clock {
  /** Lets time pass until `work` has settled. */
  run<Result>(work: Promise<Result>): Promise<Result>;
}

/** Begins at 0. */
export function virtualClock(): VirtualClock {
  let time = 0;
  const timers = new Set<{ readonly at: number; readonly fire: () => void }>();
  return {
    now: () => time,
    async sleep(ms, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timer = { at: time + ms, fire: resolve };
      timers.add(timer);
      const onAbort = (): void => {
        timers.delete(timer);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      await promise.finally(() => signal?.removeEventListener('abort', onAbort));
    },
    async run(work) {
      let settled = false;
      work.then(
        () => (settled = true),
        () => (settled = true),
      );
      for (;;) {
        // Lets everything that is ready go on before time does.
        await new Promise((resolve) => setImmediate(resolve));
        if (settled) return await work;
        const [next] = [...timers].sort((a, b) => a.at - b.at);
        if (next === undefined) continue;
        timers.delete(next);
        time = next.at;
        next.fire();
      }
    },
  };
}
