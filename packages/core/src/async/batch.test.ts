import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed, seeded } from '../__fixtures__/seed.ts';
import { batches, type BatchSize } from './batch.ts';

async function collect(
  entries: readonly BatchSize[],
  limits: Parameters<typeof batches>[2],
): Promise<(readonly BatchSize[])[]> {
  const all: (readonly BatchSize[])[] = [];
  for await (const batch of batches(entries, (entry) => entry, limits)) all.push(batch);
  return all;
}

const sum = (batch: readonly BatchSize[], key: 'tokens' | 'bytes'): number =>
  batch.reduce((total, entry) => total + entry[key], 0);

it(
  seeded(
    'keeps every entry in order and every batch within every limit, except an entry that is too large alone',
  ),
  async () => {
    const entry = fc.record({
      tokens: fc.nat(30),
      bytes: fc.nat(300),
      items: fc.constantFrom(1, 2),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(entry), fc.integer({ min: 2, max: 5 }), async (entries, items) => {
        const limits = { items, tokens: 20, bytes: 200 };
        const result = await collect(entries, limits);
        expect(result.flat()).toEqual(entries);
        for (const batch of result) {
          expect(batch.length).toBeGreaterThan(0);
          if (batch.length === 1) continue;
          expect(batch.reduce((total, one) => total + (one.items ?? 1), 0)).toBeLessThanOrEqual(
            items,
          );
          expect(sum(batch, 'tokens')).toBeLessThanOrEqual(20);
          expect(sum(batch, 'bytes')).toBeLessThanOrEqual(200);
        }
      }),
      { seed },
    );
  },
);

it(seeded('fills batches: no two neighbors would have fitted into one'), async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ tokens: fc.nat(30), bytes: fc.nat(300) })),
      async (entries) => {
        const result = await collect(entries, { items: 4, tokens: 20, bytes: 200 });
        for (const [i, batch] of result.slice(1).entries()) {
          const before = result[i] ?? [];
          const grown = [...before, ...batch.slice(0, 1)];
          expect(grown.length > 4 || sum(grown, 'tokens') > 20 || sum(grown, 'bytes') > 200).toBe(
            true,
          );
        }
      },
    ),
    { seed },
  );
});

it('reads no further than the batch that it gives', async () => {
  let read = 0;
  async function* source(): AsyncGenerator<BatchSize> {
    for (;;) {
      read++;
      yield { tokens: 1, bytes: 1 };
    }
  }
  const generator = batches(source(), (entry) => entry, { items: 3, tokens: 100, bytes: 100 });
  await generator.next();
  expect(read).toBe(4);
  await generator.return();
});

describe('with patience', () => {
  /** Timers that ring when the test says so. */
  function clock(): {
    startTimer: (ms: number, due: () => void) => () => void;
    ring: () => void;
    waits: number[];
  } {
    const due = new Set<() => void>();
    const waits: number[] = [];
    return {
      waits,
      startTimer(ms, ring) {
        waits.push(ms);
        due.add(ring);
        return () => due.delete(ring);
      },
      ring() {
        for (const ring of due) ring();
      },
    };
  }
  const limits = { items: 3, tokens: 100, bytes: 100 };
  const one: BatchSize = { tokens: 1, bytes: 1 };

  it('gives what it has when its time is up and the source has nothing', async () => {
    const timers = clock();
    const more = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    async function* source(): AsyncGenerator<BatchSize> {
      yield* [one, one];
      asked.resolve();
      await more.promise;
      yield* [one, one, one, one];
    }
    const patience = { maxWaitMs: 50, startTimer: timers.startTimer };
    const given = batches(source(), (entry) => entry, limits, patience);
    const first = given.next();
    await asked.promise;
    timers.ring();
    expect((await first).value).toEqual([one, one]);
    more.resolve();
    expect((await given.next()).value).toHaveLength(3);
    expect((await given.next()).value).toHaveLength(1);
    expect(await given.next()).toMatchObject({ done: true });
    expect(timers.waits).toEqual([50, 50, 50]);
  });
});
