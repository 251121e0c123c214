import { maxDurationMs } from './duration.ts';

/**
 * The wait that an answer asks for, in milliseconds: `Retry-After`, or the reset time of the hub's `RateLimit: "api";r=0;t=55`
 * where nothing is left.
 */
export function retryAfterMs(
  headers: { get(name: string): string | null },
  now: () => number = Date.now,
): number | undefined {
  const asked = parseRetryAfter(headers.get('retry-after'), now);
  if (asked !== undefined) return asked;
  const reset = /;\s*r=0\b.*?;\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];
  return reset === undefined ? undefined : capped(Number(reset) * 1000);
}

/**
 * The value of a `Retry-After` header in milliseconds: seconds, of which some servers send fractions, or a date. At most what
 * a timer can wait; `undefined` for a value that is neither.
 */
export function parseRetryAfter(
  header: string | null | undefined,
  now: () => number = Date.now,
): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return capped(Math.ceil(Number(text) * 1000));
  // `Date.parse` takes nearly any text with a number for a date; those of HTTP begin with a weekday and end with the zone or the year.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*(GMT|\d{4})$/i.test(text)) return undefined;
  // One form of HTTP's dates names no zone and means GMT; `Date.parse` would take it for local time.
  const date = Date.parse(/\d{4}$/.test(text) ? `${text} GMT` : text);
  return Number.isNaN(date) ? undefined : capped(Math.max(0, date - now()));
}

function capped(ms: number): number {
  return Math.min(ms, maxDurationMs);
}
