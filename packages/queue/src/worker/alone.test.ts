import { expect, it } from 'vitest';
import { createAlone } from './alone.ts';

it('begins jobs beside each other, but none beside one whose worker died before', () => {
  const alone = createAlone();
  const [first, second] = [{ stalledCounter: 0 }, { stalledCounter: 0 }];
  const [suspect, other] = [{ stalledCounter: 1 }, { stalledCounter: 2 }];
  expect([alone.begin(first), alone.begin(second)]).toEqual([true, true]);
  expect(alone.begin(suspect)).toBe(false);
  alone.end(first);
  expect(alone.begin(suspect)).toBe(false);
  alone.end(second);
  expect(alone.begin(suspect)).toBe(true);
  expect([alone.begin(other), alone.begin(first)]).toEqual([false, false]);
  alone.end(suspect);
  expect(alone.begin(first)).toBe(true);
});
