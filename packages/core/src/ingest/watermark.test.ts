import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed, seeded } from '../__fixtures__/seed.ts';
import { createWatermark } from './watermark.ts';

describe('a watermark', () => {
  it('moves to the last entry up to which all are settled, and no further', () => {
    const watermark = createWatermark();
    for (let index = 0; index < 5; index++) watermark.open(index, `item-${index}`);
    expect(watermark.settle([1, 3])).toBeUndefined();
    expect(watermark.settle([0])).toEqual({ index: 1, id: 'item-1' });
    expect(watermark.settle([4])).toBeUndefined();
    expect(watermark.settle([2])).toEqual({ index: 4, id: 'item-4' });
  });

  it('takes no notice of an entry that is settled again, or was never opened', () => {
    const watermark = createWatermark();
    watermark.open(0, 'a');
    expect(watermark.settle([0])).toEqual({ index: 0, id: 'a' });
    expect(watermark.settle([0, 7])).toBeUndefined();
  });

  it('knows which ids are under way: sent, and not settled for every entry of theirs', () => {
    const watermark = createWatermark();
    watermark.open(0, 'a');
    watermark.open(1, 'a');
    expect(watermark.isUnderWay('a')).toBe(false);
    watermark.send(0);
    watermark.send(0);
    watermark.send(1);
    watermark.settle([1]);
    expect(watermark.isUnderWay('a')).toBe(true);
    watermark.settle([0]);
    expect(watermark.isUnderWay('a')).toBe(false);
  });

  it(seeded('never passes an open entry, whatever the order of the others'), () => {
    const order = fc
      .integer({ min: 1, max: 30 })
      .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count }));
    fc.assert(
      fc.property(order, (settled) => {
        const watermark = createWatermark();
        for (const index of settled.toSorted((a, b) => a - b)) watermark.open(index, `${index}`);
        const done = new Set<number>();
        let last = -1;
        for (const index of settled) {
          done.add(index);
          const point = watermark.settle([index]);
          let reached = last;
          while (done.has(reached + 1)) reached++;
          expect(point?.index ?? last).toBe(reached);
          last = reached;
        }
        expect(last).toBe(settled.length - 1);
      }),
      { seed },
    );
  });
});
