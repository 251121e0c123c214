import { describe, expect, it } from 'vitest';
import { longTextHead } from './long-text.ts';

describe('the head of a long text', () => {
  it('is the whole text where that is not very long', () => {
    const text = 'dog '.repeat(8000);
    expect(longTextHead(text, 512)).toBe(text);
  });

  it('ends at a space before a letter or digit', () => {
    const text = `${'dog \u0301'.repeat(9000)} cat${'x '.repeat(9000)}`;
    const head = longTextHead(text, 512);
    expect(text.startsWith(head)).toBe(true);
    expect(text.slice(head.length, head.length + 4)).toBe(' cat');
  });

  it('is a million characters at most where there is no space at all', () => {
    expect(longTextHead('字'.repeat(3_000_000), 512).length).toBe(1_000_000);
  });
});
