import { describe, expect, it } from 'vitest';
import { createInFlight } from './in-flight.ts';
import { once } from './once.ts';
import { createQueue } from './queue.ts';

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

describe('a queue', () => {
  it('runs one job at a time in the order they came; a failed one fails alone', async () => {
    const inTurn = createQueue();
    let running = 0;
    const order: number[] = [];
    const outcomes = await Promise.allSettled(
      Array.from(
        { length: 20 },
        async (_, i) =>
          await inTurn(async () => {
            running++;
            expect(running).toBe(1);
            await turn();
            running--;
            order.push(i);
            if (i % 4 === 0) throw new Error(`job ${i}`);
            return i;
          }),
      ),
    );
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
    for (const [i, outcome] of outcomes.entries()) {
      expect(outcome).toMatchObject(i % 4 === 0 ? { reason: new Error(`job ${i}`) } : { value: i });
    }
  });
});

describe('once', () => {
  it('shares one result among all callers, and tries again only after a failure', async () => {
    let calls = 0;
    const get = once(async () => {
      calls++;
      await turn();
      if (calls === 1) throw new Error('first');
      return calls;
    });
    const failed = await Promise.allSettled([get(), get()]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await Promise.all([get(), get(), get()])).toEqual([2, 2, 2]);
  });
});

describe('calls in flight', () => {
  it('are waited for, failed ones too, and none is let in after closing', async () => {
    const inFlight = createInFlight('it');
    const done: string[] = [];
    const good = inFlight.track(async () => {
      await turn();
      done.push('good');
    });
    const bad = inFlight.track(async () => {
      await turn();
      done.push('bad');
      throw new Error('bad');
    });
    const settled = Promise.allSettled([good, bad]);
    expect(await inFlight.close()).toBe(true);
    expect(done).toEqual(['good', 'bad']);
    expect(await inFlight.close()).toBe(false);
    await settled;
    await expect(inFlight.track(async () => await turn())).rejects.toMatchObject({
      code: 'closed',
    });
  });
});
