import { describe, expect, it } from 'vitest';
import { createTurns } from './turns.ts';

const pause = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 1));
};

/** Jobs that put down their name when they run, one at a time. */
function recorder() {
  const takeTurn = createTurns();
  const order: string[] = [];
  let running = 0;
  const add = async (name: string, isUrgent: boolean): Promise<string> =>
    await takeTurn(async () => {
      running++;
      expect(running).toBe(1);
      order.push(name);
      await pause();
      running--;
      if (name.endsWith('!')) throw new Error(name);
      return name;
    }, isUrgent);
  return { add, order };
}

describe('turns', () => {
  it('go one at a time in the order they came; a failed job fails alone', async () => {
    const { add, order } = recorder();
    const names = ['a', 'b!', 'c', 'd!', 'e'];
    const outcomes = await Promise.allSettled(names.map(async (name) => await add(name, false)));
    expect(order).toEqual(names);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });

  it('go to an urgent job as soon as the one that is running ends', async () => {
    const { add, order } = recorder();
    const bulk = Array.from({ length: 20 }, async (_, i) => await add(`bulk ${i}`, false));
    await bulk[2];
    await add('query', true);
    await Promise.all(bulk);
    // The job that follows may have begun by the time that the query is there.
    expect(order.indexOf('query')).toBeLessThanOrEqual(4);
    expect(order).toHaveLength(21);
  });

  it('go to a waiting job after every eight urgent ones', async () => {
    const { add, order } = recorder();
    const jobs = [
      ...Array.from({ length: 3 }, async (_, i) => await add(`bulk ${i}`, false)),
      ...Array.from({ length: 30 }, async (_, i) => await add(`query ${i}`, true)),
    ];
    await Promise.all(jobs);
    const bulk = order.flatMap((name, i) => (name.startsWith('bulk') ? [i] : []));
    expect(bulk).toEqual([8, 17, 26]);
  });
});
