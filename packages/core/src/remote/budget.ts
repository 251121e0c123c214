import type { NestvecError } from '../errors.ts';
import { createQueue } from '../async/queue.ts';
import { throwIfAborted } from '../async/signal.ts';
import type { Clock } from './clock.ts';
import { createLedger, type Rates } from './ledger.ts';
import type { Remaining } from './service.ts';
import { createSpend, type SpendCap, spendError } from './spend.ts';
import { untilAborted } from '../async/until-aborted.ts';

/** What requests may take. */
export interface BudgetLimits extends Rates {
  /** Requests in flight at once. */
  readonly concurrency: number;
  readonly spend?: SpendCap | undefined;
}

/** Lets requests through as fast as their budgets allow, in the order in which they came. */
export interface Budget {
  /**
   * Waits for a place. Resolves to `undefined` where the request could pass the spend cap and nothing under way can change
   * that. Rejects with `aborted`.
   */
  enter(cost: Cost, signal: AbortSignal | undefined): Promise<Reservation | undefined>;
  /** The error for a request that got no place. */
  overspent(cost: Cost): NestvecError<'embedder'>;
  /** Lets nothing through for a while: the service asked for it. */
  pause(ms: number): void;
}

/** Tokens of a request. */
interface Cost {
  /** About what it will cost. */
  readonly tokens: number;
  /** What it can't exceed. */
  readonly atMost: number;
}

/** A place among the requests in flight. */
interface Reservation {
  /** Leaves it, once: `tokens` is what was counted, or the most it can have been where that is unknown. */
  leave(result: { readonly tokens: number; readonly remaining?: Remaining | undefined }): void;
}

/** `name` stands in messages. */
export function createBudget(name: string, limits: BudgetLimits, clock: Clock): Budget {
  const ledger = createLedger(limits);
  const spend = createSpend(limits.spend);
  const inTurn = createQueue();
  let inFlight = 0;
  let pausedUntil = 0;
  let left = Promise.withResolvers<void>();

  function take({ tokens, atMost }: Cost, now: number): Reservation {
    const entry = ledger.add(tokens, now);
    spend.reserve(atMost);
    inFlight++;
    return {
      leave(result) {
        inFlight--;
        ledger.correct(entry, result.tokens);
        spend.settle(atMost, result.tokens);
        if (result.remaining !== undefined) ledger.observe(result.remaining, clock.now());
        left.resolve();
        left = Promise.withResolvers();
      },
    };
  }

  async function waitAndTake(
    cost: Cost,
    signal: AbortSignal | undefined,
  ): Promise<Reservation | undefined> {
    for (;;) {
      throwIfAborted({ signal }, 'embedding');
      if (!spend.fits(cost.atMost) && inFlight === 0) return undefined;
      if (!spend.fits(cost.atMost) || inFlight >= limits.concurrency) {
        // A request under way will end, and may have cost less than was set aside for it.
        await untilAborted(left.promise, signal, 'embedding');
        continue;
      }
      const now = clock.now();
      const waitMs = Math.max(pausedUntil - now, ledger.waitFor(cost.tokens, now));
      if (waitMs <= 0) return take(cost, now);
      await clock.sleep(waitMs, signal);
    }
  }

  return {
    async enter(cost, signal) {
      const place = inTurn(() => waitAndTake(cost, signal));
      try {
        return await untilAborted(place, signal, 'embedding');
      } catch (error) {
        // Given up while it waited behind others, or in the very moment that its turn came.
        place.then(
          (taken) => taken?.leave({ tokens: 0 }),
          () => {},
        );
        throw error;
      }
    },
    overspent: ({ atMost }) => spendError(name, limits.spend, spend.spent, atMost),
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
  };
}
