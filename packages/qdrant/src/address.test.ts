import { describe, expect, it } from 'vitest';
import { parseAddress } from './address.ts';

describe('parseAddress', () => {
  it.each([
    ['http://localhost:6333', 'http://localhost:6333', false],
    ['http://localhost:6333/', 'http://localhost:6333', false],
    ['https://x.cloud', 'https://x.cloud:443', true],
    ['https://x.cloud:443', 'https://x.cloud:443', true],
    ['http://x:80', 'http://x:80', false],
    ['https://x:6333/a/b/', 'https://x:6333/a/b', true],
    ['http://[::1]:6333', 'http://[::1]:6333', false],
  ])('%s is %s: neither the port nor the path is lost', (url, base, secure) => {
    expect(parseAddress(url, 'qdrant.url')).toMatchObject({ base, secure });
  });

  it.each([
    ['localhost:6333', 'http or https'],
    ['ftp://x', 'http or https'],
    ['', 'http or https'],
    ['http://me:secret@x', 'apiKey'],
    ['http://x?a=1', 'query'],
  ])('refuses %s', (url, problem) => {
    expect(() => parseAddress(url, 'qdrant.url')).toThrow(problem);
  });

  it('keeps a password out of its message', () => {
    expect(() => parseAddress('http://me:secret@x', 'qdrant.url')).not.toThrow('secret');
  });
});
