import { expect, it } from 'vitest';
import { testIo } from '../__fixtures__/io.ts';
import { watchApply } from './watch-apply.ts';

const step = {
  label: 'backfill',
  target: 'vectors.image_32',
  reason: 'it is new',
  change: { kind: 'backfill', name: 'image_32', from: 'image' },
} as const;

it.each([
  [false, 'backfill vectors.image_32: 1,000 of 2,000 records\n'],
  [
    true,
    '{"progress":{"label":"backfill","target":"vectors.image_32","done":1000,"total":2000}}\n',
  ],
])('tells on stderr how far a backfill is, in JSON mode: %s', (json, expected) => {
  let time = 0;
  const io = testIo({ now: () => time });
  const { onProgress } = watchApply(io, json);
  time = 3000;
  onProgress({ step, done: 1000, total: 2000 });
  expect(io.err()).toBe(expected);
});
