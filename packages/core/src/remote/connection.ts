import { type ErrorDetails, isNestvecError, NestvecError } from '../errors.ts';
import { retry } from '../async/retry.ts';
import type { Budget } from './budget.ts';
import type { Clock } from './clock.ts';
import type { Ready } from './ready.ts';
import type { Answer, Failure, Remaining, SendOptions, Service } from './service.ts';
import type { RemoteCallbacks, UsageReport } from './callbacks.ts';

/** With the usual six retries about a minute in all, which is what a rate limit takes to forget. */
const firstWaitMs = 1000;

/** A service that wants more is asked again by the next call, which then fails instead of hanging. */
const longestPauseMs = 60_000;

/** A service under its budgets, with retries. */
export interface Connection {
  /** Sends inputs until they are answered or another try is useless. Rejects with `aborted`. */
  send(inputs: readonly Ready[], options: ConnectionOptions): Promise<Answer | Failure>;
}

/** Options of one call, which may take several requests. */
interface ConnectionOptions extends SendOptions {
  /** Called for every request that is sent. */
  readonly onSent: () => void;
}

/** Parts of a connection. */
export interface ConnectionParts extends RemoteCallbacks {
  readonly service: Service;
  readonly budget: Budget;
  readonly clock: Clock;
  /** Tries after the first. */
  readonly retries: number;
}

/** Every try, the first included, waits for its place in the budget. */
export function createConnection(parts: ConnectionParts): Connection {
  const { service, budget, clock, retries } = parts;
  const total = { requests: 0, tokens: 0, estimatedTokens: 0 };

  function report(inputs: readonly Ready[], answer: Answer): void {
    const estimatedTokens = sum(inputs, ({ estimate }) => estimate.tokens);
    const tokens = answer.tokens ?? estimatedTokens;
    total.requests++;
    total.tokens += tokens;
    total.estimatedTokens += estimatedTokens;
    const usage: UsageReport = { contents: inputs.length, tokens, estimatedTokens, total };
    parts.onUsage?.({ ...usage, total: { ...total } });
  }

  async function tryOnce(
    inputs: readonly Ready[],
    options: ConnectionOptions,
  ): Promise<Answer | Failure> {
    const cost = {
      tokens: sum(inputs, ({ estimate }) => estimate.tokens),
      atMost: sum(inputs, ({ estimate }) => estimate.atMost),
    };
    const place = await budget.enter(cost, options.signal);
    if (place === undefined) return atTheCap(budget.overspent(cost));
    options.onSent();
    let outcome: Answer | Failure | undefined;
    try {
      outcome = await service.send(
        inputs.map(({ input }) => input),
        options,
      );
      return outcome;
    } finally {
      // Before the place is free, since the next in line takes it at once.
      if (outcome?.ok === false) budget.pause(pauseAfter(outcome.error.details));
      place.leave({ tokens: charged(outcome, cost.atMost), remaining: remainingOf(outcome) });
    }
  }

  return {
    async send(inputs, options) {
      const last: { failure?: Failure | undefined } = {};
      let tries = 0;
      try {
        const answer = await retry(
          async () => {
            last.failure = undefined;
            const outcome = await tryOnce(inputs, options);
            if (outcome.ok) return outcome;
            last.failure = outcome;
            throw outcome.error;
          },
          {
            operation: 'embedding',
            retries,
            baseMs: firstWaitMs,
            signal: options.signal,
            sleep: (ms, signal) => clock.sleep(ms, signal),
            onRetry({ error, waitMs, attempt }) {
              tries = attempt;
              if (!isNestvecError(error, 'embedder')) return;
              parts.onRetry?.({ error, waitMs, attempt });
            },
          },
        );
        report(inputs, answer);
        return answer;
      } catch (error) {
        const { failure } = last;
        if (failure === undefined || error !== failure.error) throw error;
        return { ...failure, error: afterTries(failure.error, tries) };
      }
    },
  };
}

/** How long all requests are held back after the answer to one of them. */
function pauseAfter({ status, retryAfterMs }: ErrorDetails['embedder']): number {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, longestPauseMs);
  return status === 429 ? firstWaitMs : 0;
}

/** What is left, unless the answer says how long to wait: then nothing is left until then, and not for a whole minute. */
function remainingOf(outcome: Answer | Failure | undefined): Remaining | undefined {
  const isTimed = outcome?.ok === false && outcome.error.details.retryAfterMs !== undefined;
  return isTimed ? undefined : outcome?.remaining;
}

/** What to book for a request: where it is unknown, the worst is taken for true. */
function charged(outcome: Answer | Failure | undefined, atMost: number): number {
  if (outcome === undefined) return atMost;
  if (outcome.ok) return outcome.tokens ?? atMost;
  return outcome.mayBeCharged ? atMost : 0;
}

function atTheCap(error: NestvecError<'embedder'>): Failure {
  return { ok: false, error, blame: 'spend', mayBeCharged: false, remaining: {} };
}

function afterTries(error: NestvecError<'embedder'>, retries: number): NestvecError<'embedder'> {
  const times = retries === 1 ? 'once' : `${retries} times`;
  const message = retries === 0 ? error.message : `${error.message}; retried ${times}`;
  const { cause } = error;
  return new NestvecError('embedder', message, { ...error.details, retries }, { cause });
}

function sum(inputs: readonly Ready[], of: (input: Ready) => number): number {
  return inputs.reduce((all, input) => all + of(input), 0);
}
