import { createLedger, type Rates } from '../remote/ledger.ts';

/** Requests one after the other on an imagined clock, each as soon as the rates allow it. */
export interface Schedule {
  add(tokens: number): void;
  readonly requests: number;
  /** From the first request to the last, which takes no time itself. */
  readonly milliseconds: number;
}

/** Begins at 0 with nothing sent. */
export function createSchedule(rates: Rates): Schedule {
  const ledger = createLedger(rates);
  let requests = 0;
  let now = 0;
  return {
    add(tokens) {
      now += ledger.waitFor(tokens, now);
      ledger.add(tokens, now);
      requests++;
    },
    get requests() {
      return requests;
    },
    get milliseconds() {
      return now;
    },
  };
}
