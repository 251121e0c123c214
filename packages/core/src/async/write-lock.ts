/**
 * Keeps work that reads and then writes (an update, a backfill) apart from plain writes of the same process, whose outcome it
 * would overwrite. Plain writes run side by side.
 */
export interface WriteLock {
  shared<Result>(task: () => Promise<Result>): Promise<Result>;
  exclusive<Result>(task: () => Promise<Result>): Promise<Result>;
  /** Resolves when nothing that was started before is running. */
  idle(): Promise<void>;
}

/** A lock that nobody holds. Waiting work keeps its order. */
export function createWriteLock(): WriteLock {
  let lastExclusive: Promise<unknown> = Promise.resolve();
  const running = new Set<Promise<unknown>>();
  const run = async <Result>(
    before: Promise<unknown>,
    task: () => Promise<Result>,
  ): Promise<Result> => {
    const result = before.then(task);
    const settled = result.catch(() => {}); // the caller gets the failure; the lock only waits
    running.add(settled);
    try {
      return await result;
    } finally {
      running.delete(settled);
    }
  };
  return {
    shared: async (task) => await run(lastExclusive, task),
    async exclusive(task) {
      const result = run(Promise.all(running), task);
      lastExclusive = result.catch(() => {});
      return await result;
    },
    async idle() {
      await Promise.all(running);
    },
  };
}
