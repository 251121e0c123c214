import { timingSafeEqual } from 'node:crypto';
import { beforeEach, expect, it, vi } from 'vitest';
import { createKeyRing, hashKey, keyInHeaders } from './keys.ts';

vi.mock(import('node:crypto'), { spy: true });
const compared = vi.mocked(timingSafeEqual);
beforeEach(() => void compared.mockClear());

const secrets = ['first', 'second', 'third'].map((name) => `the-key-of-the-${name}`);
const ring = createKeyRing(secrets.map((one) => ({ hash: hashKey(one), access: 'embed' })));

it.each([...secrets, 'a-key-that-is-unknown', '', 'x'.repeat(10_000)])(
  'compares all keys, in constant time and by their hashes, whichever is sent (%#)',
  (sent) => {
    const place = secrets.indexOf(sent);
    expect(ring.find(sent)?.id).toBe(place === -1 ? undefined : `key ${place + 1}`);
    expect(compared).toHaveBeenCalledTimes(secrets.length);
    for (const [known, hash] of compared.mock.calls)
      expect([known.byteLength, hash.byteLength]).toEqual([32, 32]);
    expect(
      compared.mock.calls.map(([known]) => Buffer.from(known as Buffer).toString('hex')),
    ).toEqual(secrets.map((one) => hashKey(one)));
  },
);

it('makes no hash of a key that can be guessed', () => {
  expect(() => hashKey('fifteen-letters')).toThrow('fewer than 16 characters');
  expect(hashKey('sixteen-letters-')).toMatch(/^[\da-f]{64}$/);
});

it.each<readonly [string, string | undefined]>([
  ['Bearer abc', 'abc'],
  ['bearer   abc  ', 'abc'],
  ['Bearer abc def', undefined],
  ['Bearer abc, Bearer def', undefined],
  ['Bearer', undefined],
  ['abc', undefined],
  ['Digest abc', undefined],
  [`Basic ${Buffer.from('anyone:a:b').toString('base64')}`, 'a:b'],
  [`Basic ${Buffer.from('abc').toString('base64')}`, undefined],
  ['Basic %%%', undefined],
])('reads %j', (authorization, key) => {
  expect(keyInHeaders(new Headers({ authorization }))).toBe(key);
});
