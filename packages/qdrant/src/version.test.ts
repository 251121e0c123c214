import { describe, expect, it } from 'vitest';
import { isAtLeast, readVersion, requireRelease } from './version.ts';

describe('readVersion', () => {
  it('reads the answer to GET /', () => {
    expect(readVersion({ title: 'qdrant', version: '1.18.3' })).toMatchObject({
      major: 1,
      minor: 18,
    });
    expect(readVersion({ version: 'v1.19.0-dev' })).toMatchObject({ major: 1, minor: 19 });
  });

  it.each([undefined, {}, { version: 1 }, { version: 'new' }])('refuses %j', (answer) => {
    expect(() => readVersion(answer)).toThrow('names no version');
  });
});

describe('isAtLeast', () => {
  it.each([
    ['1.18.3', '1.18', true],
    ['1.9.7', '1.18', false],
    ['1.19.0', '1.18', true],
    ['2.0.0', '1.18', true],
    ['0.11.0', '1.0', false],
  ] as const)('%s has what came with %s: %s', (version, release, expected) => {
    expect(isAtLeast(readVersion({ version }), release)).toBe(expected);
  });

  it('names the release that is needed', () => {
    const version = readVersion({ version: '1.17.1' });
    expect(() => requireRelease(version, '1.18', 'a new named vector')).toThrow(
      "qdrant 1.17.1 can't do a new named vector exactly; update the server; it came with Qdrant 1.18",
    );
  });
});
