import { expect, it } from 'vitest';
import { createKeySet } from './key-set.ts';

it('has what was added and nothing else, while it grows', () => {
  const set = createKeySet();
  const keys = Array.from({ length: 20_000 }, (_, i) => `document-${i}`);
  const stored = keys.filter((_, i) => i % 2 === 0);
  for (const key of [...stored, ...stored]) set.add(key);
  expect(keys.filter((key) => set.has(key))).toEqual(stored);
});
