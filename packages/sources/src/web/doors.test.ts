import { expect, it } from 'vitest';
import { jinaReader } from './jina-reader.ts';
import { webPages } from './web-pages.ts';

it.each(['SECRET\nKEY', 'SECRETKEY\n'])(
  'jinaReader refuses the key %j and does not repeat it',
  (apiKey) => {
    const open = () => jinaReader({ apiKey });
    expect(open).toThrow(/^jinaReader\.apiKey: is empty or holds a character/);
    expect(open).not.toThrow(/SECRET/);
  },
);

it('refuses time-outs that a timer can’t wait', async () => {
  const problem = 'must be a whole number of milliseconds, from 1 to 2147483647';
  expect(() => jinaReader({ timeoutMs: 3e9 })).toThrow(`jinaReader.timeoutMs: ${problem}`);
  await expect(webPages([], { timeoutMs: 3e9 }).next()).rejects.toThrow(
    `webPages.timeoutMs: ${problem}`,
  );
});
