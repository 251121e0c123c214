import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed, seeded } from '../__fixtures__/seed.ts';
import { checkId, keyToUuid, recordKey } from './ids.ts';

describe('checkId', () => {
  it.each([
    [42, 'must be a string, got 42; use String(id)'],
    ['', 'is empty'],
    [undefined, 'must be a string'],
    ['\ud800', 'half of a surrogate pair'],
    ['é'.repeat(257), 'has 514 bytes where 512 are allowed'],
  ])('refuses %j', (id, message) => {
    expect(() => checkId(id, 'id')).toThrow(message);
  });

  it('takes any other string', () => {
    for (const id of ['42', ' ', 'a/b', '日本', '👩‍🚀', '\u0000', '_id', 'é'.repeat(256)]) {
      expect(() => checkId(id, 'id')).not.toThrow();
    }
  });
});

describe('keyToUuid', () => {
  it('gives a version 5 UUID that never changes', () => {
    expect(keyToUuid('a')).toBe('2ab8324a-0d45-5850-9d2e-ca52499824dd');
    expect(keyToUuid('日本')).toBe('2b89130d-258f-5a50-b771-8fd8a605a382');
  });

  it(seeded('gives one shape for every key and differs where keys differ'), () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(keyToUuid(a)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        expect(keyToUuid(a) === keyToUuid(b)).toBe(a === b);
      }),
      { seed },
    );
  });
});

describe('recordKey', () => {
  it(seeded('is different for every pair of tenant and id'), () => {
    const tenant = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/);
    fc.assert(
      fc.property(tenant, fc.string(), tenant, fc.string(), (t, i, u, j) => {
        expect(recordKey(t, i) === recordKey(u, j)).toBe(t === u && i === j);
      }),
      { seed },
    );
  });
});
