import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { forEachInWindow, mapWindow } from './window.ts';

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

it('gives a result without waiting for the next value of its source', async () => {
  const seen = Promise.withResolvers<void>();
  async function* source(): AsyncGenerator<number> {
    yield 1;
    await seen.promise;
    yield 2;
  }
  const results: number[] = [];
  for await (const result of mapWindow(
    source(),
    4,
    async (value) => await Promise.resolve(value),
  )) {
    results.push(result);
    seen.resolve();
  }
  expect(results).toEqual([1, 2]);
});

it('ends with a failure also where its source never gives another value', async () => {
  async function* source(): AsyncGenerator<number> {
    yield 1;
    await new Promise(() => {});
  }
  const mapped = mapWindow(source(), 2, async () => await Promise.reject(new Error('one')));
  await expect(mapped.next()).rejects.toThrow('one');
});

describe('forEachInWindow', () => {
  it('goes on while one takes long, with no more at once than it may', async () => {
    const slow = Promise.withResolvers<void>();
    const done: number[] = [];
    let running = 0;
    let most = 0;
    const all = forEachInWindow([0, 1, 2, 3, 4, 5], 2, async (value) => {
      most = Math.max(most, ++running);
      await (value === 0 ? slow.promise : Promise.resolve());
      running--;
      done.push(value);
      if (value === 5) slow.resolve();
    });
    await all;
    expect(done).toEqual([1, 2, 3, 4, 5, 0]);
    expect(most).toBe(2);
  });

  it('throws the first failure when the rest has settled, reads no further and closes the source', async () => {
    let closed = false;
    let read = 0;
    async function* source(): AsyncGenerator<number> {
      try {
        for (; ; read++) yield read;
      } finally {
        closed = true;
      }
    }
    const settled: number[] = [];
    const all = forEachInWindow(source(), 2, async (value) => {
      if (value === 1) throw new Error('one');
      await new Promise((resolve) => setImmediate(resolve));
      settled.push(value);
    });
    await expect(all).rejects.toThrow('one');
    expect(settled).toEqual([0]);
    expect([read, closed]).toEqual([1, true]);
  });

  it('throws what the source throws, after the work in flight', async () => {
    const settled: number[] = [];
    async function* source(): AsyncGenerator<number> {
      yield 1;
      throw new Error('source');
    }
    const all = forEachInWindow(source(), 3, async (value) => {
      await new Promise((resolve) => setImmediate(resolve));
      settled.push(value);
    });
    await expect(all).rejects.toThrow('source');
    expect(settled).toEqual([1]);
  });
});
