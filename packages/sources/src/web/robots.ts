import { maxDurationMs } from '@nestvec/core/kit';
import robots from 'robots-parser';
import { type RequestLimits, request } from './request.ts';
import { webError } from './web-error.ts';

/** What a host says that robots may read. */
export interface Rules {
  isAllowed(url: URL): boolean;
  /** What it asks to wait between requests, in milliseconds. */
  readonly delayMs: number;
}

// Its types speak of a default export, where the module is the function itself.
const parseRobots = robots as unknown as typeof robots.default;

/** Far more than the 500 KiB that RFC 9309 has robots read. */
const maxRobotsBytes = 2_000_000;

/**
 * Reads the `robots.txt` of an origin (RFC 9309): where it has none (4xx), all is allowed; where it can't be reached or fails
 * (5xx), the origin's pages fail too.
 */
export async function readRules(
  { origin }: URL,
  limits: RequestLimits,
  signal: AbortSignal | undefined,
): Promise<Rules> {
  let url = new URL('/robots.txt', origin);
  for (let hops = 0; hops <= limits.maxRedirects; hops++) {
    const answer = await request(url, { ...limits, maxBytes: maxRobotsBytes }, signal);
    if ('elsewhere' in answer) {
      url = answer.elsewhere;
      continue;
    }
    const { status, body } = answer;
    if (status >= 500 || status === 429)
      throw webError(url, `was answered with ${status}, so nothing of ${origin} is fetched`, {
        retryable: true,
        status,
        reason: 'status',
      });
    const text = status >= 200 && status < 300 ? body.toString('utf8') : '';
    // Its rules are those of the origin that was asked first.
    const rules = parseRobots(new URL('/robots.txt', origin).href, text);
    return {
      isAllowed: ({ href }) => rules.isAllowed(href, limits.userAgent) !== false,
      delayMs: Math.min((rules.getCrawlDelay(limits.userAgent) ?? 0) * 1000, maxDurationMs),
    };
  }
  throw webError(url, 'is redirected too often', { retryable: false });
}
