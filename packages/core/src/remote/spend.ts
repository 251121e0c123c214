import { NestvecError } from '../errors.ts';

/** Most that an embedder may spend in its life, in tokens or in money at a price that the caller knows. */
export type SpendCap =
  | { readonly tokens: number }
  | { readonly amount: number; readonly perMillionTokens: number };

/** Keeps the tokens that are spent, and those that may be by requests under way, below a cap. */
export interface Spend {
  /** Whether so many tokens more can't pass the cap. */
  fits(tokens: number): boolean;
  /** Sets tokens aside for a request. */
  reserve(tokens: number): void;
  /** Gives back what was set aside and books what was counted. */
  settle(reserved: number, spent: number): void;
  readonly spent: number;
}

/** Without a cap everything fits. */
export function createSpend(cap: SpendCap | undefined): Spend {
  const most = capInTokens(cap);
  let spent = 0;
  let reserved = 0;
  return {
    fits: (tokens) => spent + reserved + tokens <= most,
    reserve(tokens) {
      reserved += tokens;
    },
    settle(given, counted) {
      reserved -= given;
      spent += counted;
    },
    get spent() {
      return spent;
    },
  };
}

/** A cap as tokens; `Infinity` without one. */
export function capInTokens(cap: SpendCap | undefined): number {
  if (cap === undefined) return Number.POSITIVE_INFINITY;
  if ('tokens' in cap) return cap.tokens;
  return Math.floor((cap.amount / cap.perMillionTokens) * 1_000_000);
}

/** The error of a request that was not sent, since it could have passed the cap. */
export function spendError(
  name: string,
  cap: SpendCap | undefined,
  spent: number,
  next: number,
): NestvecError<'embedder'> {
  const limit =
    cap !== undefined && 'amount' in cap
      ? `${cap.amount} (${capInTokens(cap)} tokens at ${cap.perMillionTokens} a million)`
      : `${capInTokens(cap)} tokens`;
  return new NestvecError(
    'embedder',
    `${name}: stopped before the spend cap of ${limit}: ${spent} tokens are spent and the next request may cost ${next}; nothing more was sent. Raise budgets.spend and go on with what is left`,
    { operation: 'embed', retryable: false },
  );
}
