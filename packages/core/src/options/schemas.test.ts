import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { durationMs } from '../async/duration.ts';
import { parseInput } from '../parse-input.ts';
import { apiKey } from './api-key.ts';
import { headersSchema } from './headers.ts';
import { serverAddress } from './server-address.ts';

const schema = z.strictObject({
  key: apiKey.optional(),
  timeoutMs: durationMs.default(60_000),
  headers: headersSchema.default({}),
  url: serverAddress('http://localhost:6333').optional(),
});

function problemOf(input: unknown): string {
  try {
    parseInput(schema, input, 'db');
    return 'accepted';
  } catch (error) {
    return String(error);
  }
}

describe('durationMs', () => {
  it.each([0, -1, 1.5, 2_147_483_648, 3e9, Number.MAX_SAFE_INTEGER, Number.NaN, Infinity, '5'])(
    'refuses %s and names the option and the maximum',
    (timeoutMs) => {
      expect(problemOf({ timeoutMs })).toContain(
        'db.timeoutMs: must be a whole number of milliseconds, from 1 to 2147483647',
      );
    },
  );

  it('takes the longest time that a timer can wait', () => {
    expect(problemOf({ timeoutMs: 2_147_483_647 })).toBe('accepted');
  });
});

describe('apiKey', () => {
  it.each([
    'SECRET\nKEY',
    'SECRETKEY\n',
    'SECRETKEY\r',
    'SECRET KEY',
    'SECRET\0KEY',
    'SECRETKÉY',
    '',
  ])('refuses %j without repeating it', (key) => {
    expect(problemOf({ key })).toContain('db.key: is empty or holds a character');
    expect(problemOf({ key })).not.toContain('SECRET');
  });

  it('takes any printable ASCII without a space', () => {
    expect(problemOf({ key: 'sk-~!_AbC.09+/==' })).toBe('accepted');
  });
});

describe('headersSchema', () => {
  it.each([
    [{ 'x-key': 'SECRET\n' }, 'db.headers.x-key: holds a character'],
    [{ 'x key': 'SECRET' }, 'is not the name of a header'],
  ])('refuses %j without repeating the value', (headers, problem) => {
    expect(problemOf({ headers })).toContain(problem);
    expect(problemOf({ headers })).not.toContain('SECRET');
  });
});

describe('serverAddress', () => {
  it.each([
    ['http://localhost', 'http://localhost:80', 'localhost:80', false],
    ['https://host/a/b/', 'https://host:443/a/b', 'host:443', true],
    ['http://[::1]:6333', 'http://[::1]:6333', '[::1]:6333', false],
  ])('reads %s as it stands', (url, base, authority, secure) => {
    expect(parseInput(schema, { url }, 'db').url).toMatchObject({ base, authority, secure });
  });

  it.each([
    ['localhost:6333', 'must be an http or https URL, such as http://localhost:6333'],
    ['', 'must be an http or https URL'],
    [
      'http://user:SECRET@host',
      'holds a user name or a password; leave them out and pass a key or token',
    ],
    ['http://host?key=SECRET', 'has a query or a fragment'],
  ])('refuses %j without repeating it', (url, problem) => {
    expect(problemOf({ url })).toContain(`db.url: ${problem}`);
    expect(problemOf({ url })).not.toContain('SECRET');
  });
});
