/** Takes a job and runs it when it is its turn. */
export type TakeTurn = <Result>(job: () => Promise<Result>, isUrgent: boolean) => Promise<Result>;

/** How many urgent jobs go before one that waits. */
const urgentInARow = 8;

/**
 * Runs one job at a time, urgent ones first, each kind in the order it came; a failed one fails alone. So a query waits for
 * the batch that is running and not for those behind it, and bulk work goes on under a stream of queries, one batch after every
 * eight of them.
 */
export function createTurns(): TakeTurn {
  const urgent: (() => Promise<unknown>)[] = [];
  const usual: (() => Promise<unknown>)[] = [];
  let isRunning = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    for (let inARow = 0; urgent.length + usual.length > 0;) {
      // An inference holds the thread: what came in meanwhile is let in before the next one is chosen.
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      const isUsualNext = urgent.length === 0 || (inARow >= urgentInARow && usual.length > 0);
      const next = (isUsualNext ? usual : urgent).shift();
      inARow = isUsualNext ? 0 : inARow + 1;
      await next?.().catch(() => {});
    }
    isRunning = false;
  };
  return async (job, isUrgent) =>
    await new Promise((resolve, reject) => {
      (isUrgent ? urgent : usual).push(async () => {
        await job().then(resolve, reject);
      });
      if (!isRunning) void run();
    });
}
