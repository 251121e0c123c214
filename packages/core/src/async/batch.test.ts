import fc from 'fast-check';
import { expect, it } from 'vitest';
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
