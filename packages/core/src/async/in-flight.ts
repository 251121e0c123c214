import { NestvecError } from '../errors.ts';

/** Calls that are running, so that closing can wait for them. */
export interface InFlight {
  /** Runs a call; rejects with `closed` after `close`. */
  track<Result>(call: () => Promise<Result>): Promise<Result>;
  /** Lets no more calls in and waits for the running ones. Resolves to true the first time, so resources are freed once. */
  close(): Promise<boolean>;
}

/** `what` names the thing in the `closed` error. */
export function createInFlight(what: string): InFlight {
  const running = new Set<Promise<unknown>>();
  let closed = false;
  return {
    async track(call) {
      if (closed) {
        throw new NestvecError('closed', `${what} was used after close(); open it again`, { what });
      }
      const result = call();
      running.add(result);
      try {
        return await result;
      } finally {
        running.delete(result);
      }
    },
    async close() {
      const first = !closed;
      closed = true;
      await Promise.allSettled(running);
      return first;
    },
  };
}
