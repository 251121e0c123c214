import { describe, expect, it } from 'vitest';
import { begun, take } from './take.ts';

function counted(): { entries: AsyncGenerator<number>; closings: () => number } {
  let closings = 0;
  async function* entries(): AsyncGenerator<number> {
    try {
      for (let n = 1; n <= 3; n++) yield n;
    } finally {
      closings++;
    }
  }
  return { entries: entries(), closings: () => closings };
}

async function all(entries: AsyncIterable<number>): Promise<number[]> {
  const taken: number[] = [];
  for await (const entry of entries) taken.push(entry);
  return taken;
}

describe('a stream whose first entry is read', () => {
  it('gives all entries and closes the source once', async () => {
    const source = counted();
    const { entries, close } = await begun(source.entries);
    expect(await all(entries)).toEqual([1, 2, 3]);
    await close();
    expect(source.closings()).toBe(1);
  });

  it('closes the source though nothing was taken from it', async () => {
    const source = counted();
    const { close } = await begun(source.entries);
    expect(source.closings()).toBe(0);
    await close();
    expect(source.closings()).toBe(1);
  });

  it('closes the source where only some entries are taken', async () => {
    const source = counted();
    const { entries } = await begun(source.entries);
    expect(await all(take(entries, 2))).toEqual([1, 2]);
    expect(source.closings()).toBe(1);
  });
});
