import { expect, it } from 'vitest';
import { heldSize } from './held-size.ts';

it.each([
  ['a text', { text: 'four' }, 8],
  ['a path', { image: 'a.png' }, 5],
  ['bytes', { image: new Uint8Array(1000) }, 1000],
  ['a blob', { image: new Blob(['12345']) }, 5],
  ['base64', { image: { base64: 'AQI=' } }, 4],
  ['a stream', { image: new Blob(['x']).stream() }, 4_000_000],
  ['a URL and a text', { image: new URL('https://x.test/a.png'), text: 'ab' }, 4],
])('counts what an item holds in memory: %s', (_name, item, bytes) => {
  expect(heldSize({ item: { id: 'a', ...item } })).toEqual({ tokens: 0, bytes });
});
