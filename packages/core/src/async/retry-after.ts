/**
 * The wait that an answer asks for, in milliseconds: `Retry-After` in seconds or as a date, or the reset time of the hub's
 * `RateLimit: "api";r=0;t=55` where nothing is left.
 */
export function retryAfterMs(
  headers: { get(name: string): string | null },
  now: () => number = Date.now,
): number | undefined {
  const asked = headers.get('retry-after')?.trim();
  if (asked && /^\d+$/.test(asked)) return Number(asked) * 1000;
  const date = asked ? Date.parse(asked) : Number.NaN;
  if (!Number.isNaN(date)) return Math.max(0, date - now());
  const reset = /;\s*r=0\b.*?;\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];
  return reset === undefined ? undefined : Number(reset) * 1000;
}
