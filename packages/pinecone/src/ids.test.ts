import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seed, seeded } from '@nestvec/testkit';
import { homeId, homeOfVersioned, newVersion, versionedId, versionOf, versionTime } from './ids.ts';

const id = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 512 })
  .filter((text) => text.isWellFormed() && Buffer.byteLength(text) <= 512);

it(seeded('keeps ids of ASCII and hashes the others, all within Pinecone’s rules'), () => {
  expect(homeId('a b/#?%')).toBe('a b/#?%');
  expect(homeId('é')).toMatch(/^__[0-9a-f]{64}$/);
  expect(homeId('a\0')).toMatch(/^__[0-9a-f]{64}$/);
  fc.assert(
    fc.property(id, (text) => {
      const home = homeId(text);
      expect(Array.from(home).every((letter) => letter > '\0' && letter <= '\u007f')).toBe(true);
      expect(home.length).toBeLessThanOrEqual(512);
      expect(versionedId(home, newVersion(1)).length).toBeLessThanOrEqual(512);
    }),
    { seed },
  );
});

it('lets no id pass for the hash of another', () => {
  const hashed = homeId('é');
  expect(homeId(hashed)).not.toBe(hashed);
  expect(homeId('__proto__')).toMatch(/^__[0-9a-f]{64}$/);
});

it('reads a version and its record from an id', () => {
  const now = Date.UTC(2026, 10, 24);
  const version = newVersion(now);
  for (const home of ['a', 'a#b', '#', 'x'.repeat(496)]) {
    const at = versionedId(home, version);
    expect([homeOfVersioned(at), versionOf(at), versionTime(version)]).toEqual([
      home,
      version,
      now,
    ]);
  }
  const long = versionedId('x'.repeat(497), version);
  expect([homeOfVersioned(long), versionOf(long)]).toEqual([undefined, version]);
  expect(newVersion(now)).not.toBe(version);
});
