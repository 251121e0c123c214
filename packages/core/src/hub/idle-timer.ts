/** Fires its signal when a wait takes too long. Only waits are timed, so a large file may take hours while bytes arrive. */
export interface IdleTimer {
  readonly signal: AbortSignal;
  /** Whether it has fired. */
  readonly expired: boolean;
  /** Waits for `step` under the limit. */
  wait<Result>(step: Promise<Result>): Promise<Result>;
}

/** A timer of `ms` for each single wait. */
export function idleTimer(ms: number): IdleTimer {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    get expired() {
      return controller.signal.aborted;
    },
    async wait(step) {
      const timer = setTimeout(() => controller.abort(), ms);
      try {
        return await step;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
