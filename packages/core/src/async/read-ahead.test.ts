import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

describe('reading ahead', () => {
  it('gives every value in order', async () => {
    async function* source(): AsyncGenerator<number | undefined> {
      for (const value of [3, undefined, 1, 2]) {
        await wait(value ?? 0);
        yield value;
      }
    }
    const values: (number | undefined)[] = [];
    for await (const value of readAhead(source(), 2)) values.push(value);
    expect(values).toEqual([3, undefined, 1, 2]);
  });

  it('goes on while its consumer is busy, but only so far', async () => {
    let read = 0;
    async function* source(): AsyncGenerator<number> {
      for (;;) yield read++;
    }
    const ahead = readAhead(source(), 3);
    await ahead.next();
    await wait(5);
    expect(read).toBe(4);
    await ahead.next();
    await wait(5);
    expect(read).toBe(5);
    await ahead.return();
  });

  it('throws what its source threw after the values before it', async () => {
    async function* source(): AsyncGenerator<number> {
      yield* [1, 2];
      throw new Error('broken');
    }
    const values: number[] = [];
    await expect(async () => {
      for await (const value of readAhead(source(), 5)) {
        await wait(5);
        values.push(value);
      }
    }).rejects.toThrow('broken');
    expect(values).toEqual([1, 2]);
  });

  it('waits for the read under way, begins no other and closes its source where it is left', async () => {
    const events: string[] = [];
    async function* source(): AsyncGenerator<number> {
      try {
        for (let value = 0; ; value++) {
          events.push(`begin ${value}`);
          await wait(5);
          events.push(`end ${value}`);
          yield value;
        }
      } finally {
        events.push('closed');
      }
    }
    for await (const value of readAhead(source(), 3)) {
      expect(value).toBe(0);
      break;
    }
    expect(events).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'closed']);
  });
});
