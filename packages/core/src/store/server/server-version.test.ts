import { describe, expect, it } from 'vitest';
import { isAtLeast, readVersion, requireRelease } from './server-version.ts';

const versionOf = (text: string) => {
  const version = readVersion({ version: text });
  if (version === undefined) throw new Error(`${text} is not a version`);
  return version;
};

describe('readVersion', () => {
  it('reads the version of an answer', () => {
    expect(versionOf('1.18.3')).toMatchObject({ major: 1, minor: 18, text: '1.18.3' });
    expect(versionOf('v1.19.0-dev')).toMatchObject({ major: 1, minor: 19 });
  });

  it.each([undefined, {}, { version: 1 }, { version: 'new' }])('finds none in %j', (answer) => {
    expect(readVersion(answer)).toBeUndefined();
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
    expect(isAtLeast(versionOf(version), release)).toBe(expected);
  });
});

it('names the release that is needed', () => {
  expect(() => requireRelease('qdrant', versionOf('1.17.1'), '1.18', 'a new named vector')).toThrow(
    'qdrant 1.17.1 does not support a new named vector; update the server; it came with release 1.18',
  );
});
