import { expect, it } from 'vitest';
import { heldSize } from './held-size.ts';

it.each([
  ['a text', { text: 'four' }, 8],
  ['a path', { image: 'a.png' }, 5],
  ['bytes', { image: new Uint8Array(1000) }, 1000],
  ['a blob', { image: new Blob(['12345']) }, 5],
  ['base64', { image: { base64: 'AQI=' } }, 4],
  ['metadata, as it is and as JSON', { metadata: { a: 'bcd' } }, 44],
  ['a stream', { image: new Blob(['x']).stream() }, 4_000_000],
  ['a URL and a text', { image: new URL('https://x.test/a.png'), text: 'ab' }, 4],
])('counts what an item holds in memory: %s', (_name, item, bytes) => {
  // Four bytes for each character of the metadata's JSON, which is {} where there is none.
  const without = 'metadata' in item ? 0 : 8;
  const size = heldSize({ item: { id: 'a', ...item } });
  expect(size).toEqual({ tokens: 0, bytes: bytes + without });
});
