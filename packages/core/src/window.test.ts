import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { mapWindow } from './window.ts';

it('gives results in order with never more than its width in flight', async () => {
  let running = 0;
  let most = 0;
  const results: number[] = [];
  const mapped = mapWindow([5, 1, 4, 2, 3], 2, async (value) => {
    running++;
    most = Math.max(most, running);
    await wait(value);
    running--;
    return value * 10;
  });
  for await (const result of mapped) results.push(result);
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

it('does not read ahead of a consumer that stands still', async () => {
  let read = 0;
  function* source(): Generator<number> {
    for (;;) yield read++;
  }
  const mapped = mapWindow(source(), 3, async (value) => await Promise.resolve(value));
  await mapped.next();
  await wait(5);
  expect(read).toBe(3);
  await mapped.return();
});

it('ends with the first failure after the calls in flight have settled, and closes its source', async () => {
  let closed = false;
  const settled: number[] = [];
  function* source(): Generator<number> {
    try {
      yield* [1, 2, 3, 4, 5, 6];
    } finally {
      closed = true;
    }
  }
  const mapped = mapWindow(source(), 2, async (value) => {
    await wait(value === 3 ? 10 : 1);
    if (value === 2) throw new Error('two');
    settled.push(value);
  });
  await expect(async () => {
    for await (const _ of mapped);
  }).rejects.toThrow('two');
  expect(closed).toBe(true);
  expect(settled).toEqual([1, 3]);
});
