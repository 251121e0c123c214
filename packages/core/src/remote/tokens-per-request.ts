import type { Rates } from './ledger.ts';

/** Tokens of one request where the rates allow more: as many as a service is quick with. */
const usual = 32_000;

/** A minute in as many parts at least, so that little of it is left over when no further request fits. */
const partsOfMinute = 32;

/**
 * Most tokens of one request by default. Requests that are large beside the minute's tokens waste its rest (three of 28,000 in
 * 100,000), and ones so small that requests run out before tokens do waste tokens.
 */
export function tokensPerRequest(
  asked: number | undefined,
  { requestsPerMinute, tokensPerMinute }: Rates,
): number {
  if (asked !== undefined) return Math.min(asked, tokensPerMinute);
  if (tokensPerMinute === Number.POSITIVE_INFINITY) return usual;
  const small = tokensPerMinute / Math.min(partsOfMinute, requestsPerMinute);
  return Math.min(usual, Math.ceil(small));
}
