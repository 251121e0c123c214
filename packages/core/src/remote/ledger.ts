import type { Remaining } from './service.ts';

/** Requests and tokens that a service allows a minute; `Infinity` for no limit. */
export interface Rates {
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
}

/** One request of the last minute, or what others sent who share the key. */
interface Entry {
  readonly at: number;
  readonly requests: number;
  tokens: number;
}

/** What was sent in the last minute, at any moment and not by the calendar's minutes. Times are in milliseconds. */
export interface Ledger {
  /** How long to wait until a request of so many tokens fits; 0 where it fits now. One over the whole limit waits for an empty minute. */
  waitFor(tokens: number, now: number): number;
  add(tokens: number, now: number): Entry;
  /** Puts the counted tokens in the place of the estimated ones. */
  correct(entry: Entry, tokens: number): void;
  /** Believes a service that has less left than what was sent from here explains. */
  observe(remaining: Remaining, now: number): void;
}

/** A minute, and as much as two requests may come closer to each other on their way. */
const windowMs = 60_000 + 500;

/** An empty ledger. */
export function createLedger({ requestsPerMinute, tokensPerMinute }: Rates): Ledger {
  const entries: Entry[] = [];
  let requests = 0;
  let tokens = 0;

  function dropOld(now: number): void {
    for (let first = entries[0]; first !== undefined; first = entries[0]) {
      if (first.at > now - windowMs) return;
      requests -= first.requests;
      tokens -= first.tokens;
      entries.shift();
    }
  }

  function put(entry: Entry): Entry {
    entries.push(entry);
    requests += entry.requests;
    tokens += entry.tokens;
    return entry;
  }

  return {
    waitFor(wanted, now) {
      dropOld(now);
      let excessRequests = requests + 1 - requestsPerMinute;
      let excessTokens = tokens + Math.min(wanted, tokensPerMinute) - tokensPerMinute;
      let until = now;
      for (const entry of entries) {
        if (excessRequests <= 0 && excessTokens <= 0) break;
        excessRequests -= entry.requests;
        excessTokens -= entry.tokens;
        until = entry.at + windowMs;
      }
      return until - now;
    },
    add: (added, now) => put({ at: now, requests: 1, tokens: added }),
    correct(entry, counted) {
      if (entries.includes(entry)) tokens += counted - entry.tokens;
      entry.tokens = counted;
    },
    observe(remaining, now) {
      dropOld(now);
      const missing = {
        requests: missingFrom(requestsPerMinute - requests, remaining.requests),
        tokens: missingFrom(tokensPerMinute - tokens, remaining.tokens),
      };
      if (missing.requests > 0 || missing.tokens > 0) put({ at: now, ...missing });
    },
  };
}

function missingFrom(expected: number, left: number | undefined): number {
  if (left === undefined || !Number.isFinite(expected)) return 0;
  return Math.max(0, expected - Math.max(0, left));
}
