import { expect, it } from 'vitest';
import { smallSpec } from './__fixtures__/spec.ts';
import { memoryTags, readMemory } from './memory.ts';

const fields = Object.fromEntries(
  Array.from({ length: 60 }, (_, i) => [`field_${(i * 7919).toString(36)}`, 'string' as const]),
);
const small = { spec: smallSpec(), incomplete: ['image_32'], home: 'image' };
const large = { ...small, spec: smallSpec({ fields }) };

it('comes back from tags as it was', () => {
  for (const memory of [small, large]) {
    const tags = memoryTags(memory, {});
    expect(readMemory(tags, 'docs')).toEqual(memory);
    for (const [key, value] of Object.entries(tags)) {
      expect(key).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
      expect(value).toMatch(/^[\x20-\x7E]{1,120}$/);
    }
  }
});

it('takes away the tags that a shorter memory does not need', () => {
  const before = memoryTags(large, { team: 'x' });
  const after = memoryTags(small, before);
  const merged = Object.entries({ ...before, ...after }).filter(([, value]) => value !== '');
  expect(Object.values(after)).toContain('');
  expect(readMemory(Object.fromEntries(merged), 'docs')).toEqual(small);
});

it('is absent where the tags are another’s, of another collection, or damaged', () => {
  const tags = memoryTags(small, {});
  expect(readMemory({}, 'docs')).toBeUndefined();
  expect(readMemory({ team: 'x' }, 'docs')).toBeUndefined();
  expect(readMemory(tags, 'Docs')).toBeUndefined();
  expect(readMemory({ ...tags, 'nestvec-memory-0': 'damaged' }, 'docs')).toBeUndefined();
});

it('leaves room for the user’s own tags, and says where there is too little', () => {
  const own = Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`t${i}`, 'x']));
  expect(() => memoryTags(large, own)).toThrow(
    /and the index has room for 1; declare fewer fields/,
  );
});
