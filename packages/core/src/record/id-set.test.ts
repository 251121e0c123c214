import { expect, it } from 'vitest';
import { createIdSet } from './id-set.ts';

it('has what was added and nothing else, while it grows', () => {
  const set = createIdSet();
  const ids = Array.from({ length: 20_000 }, (_, i) => `document-${i}`);
  const stored = ids.filter((_, i) => i % 2 === 0);
  expect(stored.filter((id) => !set.add(id))).toEqual([]);
  expect(stored.filter((id) => set.add(id))).toEqual([]);
  expect(ids.filter((id) => set.has(id))).toEqual(stored);
});
