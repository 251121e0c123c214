import { setTimeout as wait } from 'node:timers/promises';
import { maxDurationMs, parseInput, throwIfAborted } from '@nestvec/core/kit';
import { z } from 'zod';
import type { RequestLimits } from './request.ts';
import { readRules, type Rules } from './robots.ts';
import { plainAddress, webError } from './web-error.ts';

/** Keeps to what hosts allow. */
export interface Politeness {
  /** Waits for a page's turn. Rejects with `download` where its host does not want it read. */
  readonly enter: (url: URL, signal: AbortSignal | undefined) => Promise<void>;
}

/** What waits; tests pass in their own. */
export interface WebClock {
  /** Milliseconds from any start. */
  now(): number;
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

/** The machine's. */
const machineClock: WebClock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    await wait(ms, undefined, { signal });
  },
};

const delaySchema = z.number().min(0).max(maxDurationMs).default(1000);

/** Rules are asked for once for each origin, and again where asking failed. */
export function createPoliteness(
  limits: RequestLimits,
  {
    delayMs: delayOption,
    clock = machineClock,
  }: { readonly delayMs?: number | undefined; readonly clock?: WebClock | undefined },
): Politeness {
  const delayMs = parseInput(delaySchema, delayOption, 'webPages.delayMs');
  const rulesOf = new Map<string, Rules>();
  const nextAt = new Map<string, number>();

  async function turn(url: URL, pauseMs: number, signal: AbortSignal | undefined): Promise<void> {
    const leftMs = (nextAt.get(url.host) ?? 0) - clock.now();
    if (leftMs > 0)
      await clock.sleep(leftMs, signal).catch(() => {
        throwIfAborted({ signal }, `fetching ${plainAddress(url)}`);
      });
    nextAt.set(url.host, clock.now() + pauseMs);
  }

  return {
    async enter(url, signal) {
      let rules = rulesOf.get(url.origin);
      if (rules === undefined) {
        await turn(url, delayMs, signal);
        rules = await readRules(url, limits, signal);
        rulesOf.set(url.origin, rules);
      }
      if (!rules.isAllowed(url)) {
        const problem = `may not be read by robots, as ${url.origin}/robots.txt says`;
        throw webError(url, problem, { retryable: false, reason: 'access' });
      }
      await turn(url, Math.max(delayMs, rules.delayMs), signal);
    },
  };
}
