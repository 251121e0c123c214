import { describe, expect, it } from 'vitest';
import { virtualClock } from './__fixtures__/virtual-clock.ts';
import { createBudget } from './budget.ts';
import { createLedger } from './ledger.ts';
import { capInTokens, createSpend } from './spend.ts';

const unlimited = {
  requestsPerMinute: Number.POSITIVE_INFINITY,
  tokensPerMinute: Number.POSITIVE_INFINITY,
  concurrency: 1000,
};
const cost = (tokens: number): { tokens: number; atMost: number } => ({ tokens, atMost: tokens });

describe('the ledger of the last minute', () => {
  const limits = { requestsPerMinute: 2, tokensPerMinute: 100 };

  it('makes a request wait until as many as it needs are a minute and half a second old', () => {
    const ledger = createLedger(limits);
    expect(ledger.waitFor(10, 0)).toBe(0);
    ledger.add(10, 0);
    ledger.add(10, 30_000);
    expect(ledger.waitFor(10, 30_000)).toBe(30_500);
    expect(ledger.waitFor(10, 60_500)).toBe(0);
  });

  it('rolls: what was sent late in one minute counts in the next', () => {
    const ledger = createLedger({ requestsPerMinute: 100, tokensPerMinute: 100 });
    ledger.add(60, 59_000);
    expect(ledger.waitFor(50, 61_000)).toBe(58_500);
    expect(ledger.waitFor(40, 61_000)).toBe(0);
  });

  it('counts what the service counted in place of the estimate', () => {
    const ledger = createLedger(limits);
    const entry = ledger.add(90, 0);
    expect(ledger.waitFor(20, 1)).toBe(60_499);
    ledger.correct(entry, 10);
    expect(ledger.waitFor(20, 1)).toBe(0);
    ledger.correct(entry, 95);
    expect(ledger.waitFor(20, 1)).toBe(60_499);
  });

  it('does not count a correction of what has already left the minute', () => {
    const ledger = createLedger(limits);
    const entry = ledger.add(50, 0);
    expect(ledger.waitFor(100, 70_000)).toBe(0);
    ledger.correct(entry, 100);
    ledger.add(40, 70_000);
    expect(ledger.waitFor(60, 70_000)).toBe(0);
  });

  it('lets a request over the whole limit through in an empty minute', () => {
    const ledger = createLedger(limits);
    expect(ledger.waitFor(1000, 0)).toBe(0);
    ledger.add(1, 0);
    expect(ledger.waitFor(1000, 500)).toBe(60_000);
  });

  it('believes a service that has less left, since others may share the key', () => {
    const ledger = createLedger({ requestsPerMinute: 10, tokensPerMinute: 1000 });
    ledger.add(100, 0);
    ledger.observe({ requests: 9, tokens: 900 }, 1000);
    expect(ledger.waitFor(900, 1000)).toBe(0);
    ledger.observe({ tokens: 50 }, 2000);
    expect(ledger.waitFor(50, 2000)).toBe(0);
    // The oldest entry's hundred make room first, and what others took only a minute after it was seen.
    expect(ledger.waitFor(150, 2000)).toBe(58_500);
    expect(ledger.waitFor(151, 2000)).toBe(60_500);
    ledger.observe({ requests: 0 }, 3000);
    expect(ledger.waitFor(1, 3000)).toBe(57_500);
  });

  it('does not believe a service that has more left', () => {
    const ledger = createLedger(limits);
    ledger.add(100, 0);
    ledger.observe({ requests: 1000, tokens: 1_000_000 }, 1);
    expect(ledger.waitFor(1, 1)).toBe(60_499);
  });
});

describe('a budget', () => {
  it('lets through what fits and makes the rest wait, in the order in which it came', async () => {
    const clock = virtualClock();
    const budget = createBudget('jina', { ...unlimited, requestsPerMinute: 2 }, clock);
    const times: string[] = [];
    const enter = async (name: string): Promise<void> => {
      const place = await budget.enter(cost(1), undefined);
      times.push(`${name} ${clock.now()}`);
      place?.leave({ tokens: 1 });
    };
    await clock.run(Promise.all(['a', 'b', 'c', 'd', 'e'].map(enter)));
    expect(times).toEqual(['a 0', 'b 0', 'c 60500', 'd 60500', 'e 121000']);
  });

  it('never has more in flight than it may', async () => {
    const clock = virtualClock();
    const budget = createBudget('jina', { ...unlimited, concurrency: 3 }, clock);
    let inFlight = 0;
    let most = 0;
    const request = async (ms: number): Promise<void> => {
      const place = await budget.enter(cost(1), undefined);
      most = Math.max(most, ++inFlight);
      await clock.sleep(ms, undefined);
      inFlight--;
      place?.leave({ tokens: 1 });
    };
    await clock.run(Promise.all(Array.from({ length: 20 }, (_, i) => request((i % 4) * 10))));
    expect(most).toBe(3);
  });

  it('uses at least 95 % of its requests a minute where each takes 200 ms, and never more than all in any minute', async () => {
    const clock = virtualClock();
    const perMinute = 500;
    const budget = createBudget(
      'jina',
      { ...unlimited, requestsPerMinute: perMinute, concurrency: 5 },
      clock,
    );
    const sent: number[] = [];
    const request = async (): Promise<void> => {
      const place = await budget.enter(cost(1), undefined);
      sent.push(clock.now());
      await clock.sleep(200, undefined);
      place?.leave({ tokens: 1 });
    };
    const minutes = 4;
    const requests = Array.from({ length: perMinute * minutes }, request);
    await clock.run(Promise.all(requests));
    const apart = sent.slice(perMinute).map((at, i) => at - (sent[i] ?? 0));
    expect(apart.every((ms) => ms > 60_000)).toBe(true);
    // The first burst is free of waiting: three windows and the time of the last burst remain.
    const theory = (minutes - 1) * 60_000 + (perMinute / 5) * 200;
    expect(theory / clock.now()).toBeGreaterThan(0.95);
  });

  it('lets nothing through while it is paused', async () => {
    const clock = virtualClock();
    const budget = createBudget('jina', unlimited, clock);
    budget.pause(12_000);
    budget.pause(5_000);
    await clock.run(budget.enter(cost(1), undefined));
    expect(clock.now()).toBe(12_000);
  });

  it('gives up at once when the signal fires, and keeps no place', async () => {
    const clock = virtualClock();
    const budget = createBudget('jina', { ...unlimited, concurrency: 1 }, clock);
    const first = await budget.enter(cost(1), undefined);
    const controller = new AbortController();
    const second = budget.enter(cost(1), controller.signal);
    const third = budget.enter(cost(1), undefined);
    controller.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    first?.leave({ tokens: 1 });
    await expect(third).resolves.toBeDefined();
  });

  it('keeps no place either when the signal fires in the very moment that it would be given', async () => {
    for (let moment = 0; moment < 15; moment++) {
      const budget = createBudget('jina', { ...unlimited, concurrency: 1 }, virtualClock());
      const controller = new AbortController();
      const first = budget.enter(cost(1), controller.signal).catch(() => undefined);
      for (let i = 0; i < moment; i++) await Promise.resolve();
      controller.abort();
      (await first)?.leave({ tokens: 1 });
      const never = new Promise((resolve) => setTimeout(resolve, 500, 'never'));
      expect(await Promise.race([budget.enter(cost(1), undefined), never])).not.toBe('never');
    }
  });

  it('does not wait behind a long wait to give up', async () => {
    const clock = virtualClock();
    const budget = createBudget('jina', { ...unlimited, requestsPerMinute: 1 }, clock);
    await budget.enter(cost(1), undefined);
    const waiting = budget.enter(cost(1), undefined);
    const controller = new AbortController();
    const behind = budget.enter(cost(1), controller.signal);
    controller.abort();
    await expect(behind).rejects.toMatchObject({ code: 'aborted' });
    expect(clock.now()).toBe(0);
    await clock.run(waiting);
  });
});

describe('a spend cap', () => {
  it('is in tokens, or in money at a price, rounded down', () => {
    expect(capInTokens(undefined)).toBe(Number.POSITIVE_INFINITY);
    expect(capInTokens({ tokens: 5 })).toBe(5);
    expect(capInTokens({ amount: 1, perMillionTokens: 0.03 })).toBe(33_333_333);
  });

  it('counts what is set aside for requests under way', () => {
    const spend = createSpend({ tokens: 100 });
    spend.reserve(60);
    expect([spend.fits(40), spend.fits(41)]).toEqual([true, false]);
    spend.settle(60, 10);
    expect([spend.fits(90), spend.fits(91), spend.spent]).toEqual([true, false, 10]);
  });

  it('refuses what could pass it once nothing is under way, and until then waits', async () => {
    const clock = virtualClock();
    const budget = createBudget('jina', { ...unlimited, spend: { tokens: 100 } }, clock);
    const first = await budget.enter(cost(80), undefined);
    const second = budget.enter(cost(80), undefined);
    first?.leave({ tokens: 10 });
    const place = await second;
    expect(place).toBeDefined();
    const third = budget.enter(cost(80), undefined);
    place?.leave({ tokens: 80 });
    await expect(third).resolves.toBeUndefined();
    const { message, details } = budget.overspent(cost(80));
    expect(message).toMatch(/spend cap of 100 tokens: 90 tokens are spent and .* may cost 80/);
    expect(details.retryable).toBe(false);
  });

  it('is never passed, whatever requests under way at once come to', async () => {
    const clock = virtualClock();
    const cap = 100_000;
    const budget = createBudget(
      'jina',
      { ...unlimited, concurrency: 7, spend: { tokens: cap } },
      clock,
    );
    let spent = 0;
    let refused = 0;
    const request = async (i: number): Promise<void> => {
      const atMost = 100 + ((i * 7919) % 4000);
      const place = await budget.enter({ tokens: atMost / 2, atMost }, undefined);
      if (place === undefined) {
        refused++;
        return;
      }
      await clock.sleep((i * 31) % 200, undefined);
      const tokens = Math.floor((atMost * ((i * 17) % 11)) / 10);
      spent += tokens;
      place.leave({ tokens });
    };
    await clock.run(Promise.all(Array.from({ length: 500 }, (_, i) => request(i))));
    expect(refused).toBeGreaterThan(0);
    expect(spent).toBeLessThanOrEqual(cap);
    // It stops only near the cap, since what was set aside comes back.
    expect(spent).toBeGreaterThan(cap - 4100);
  });
});
