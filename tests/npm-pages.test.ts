import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { npmLinks } from '../scripts/release/npm-links.ts';
import { editTarball } from '../scripts/release/tarball.ts';

const from = 'https://example.com/owner/nestvec';
const file = 'packages/qdrant/README.md';

describe('a link on the npm page of a package', () => {
  it('to another package leads to that one’s page there', () => {
    for (const target of ['../core', '../core/', '../core/README.md'])
      expect(npmLinks(`[core](${target}#words)`, { file, from: '' }), target).toBe(
        '[core](https://www.npmjs.com/package/@nestvec/core#words)',
      );
  });

  it('to another file leads to the sources, and is its words alone while they have no address', () => {
    const page = 'See [the `figures`](../../bench/README.md#figures) and [docker](../../docker).';
    expect(npmLinks(page, { file, from })).toBe(
      `See [the \`figures\`](${from}/blob/main/bench/README.md#figures) and [docker](${from}/tree/main/docker).`,
    );
    expect(npmLinks(page, { file, from: '' })).toBe('See the `figures` and docker.');
  });

  it('to a file of the package itself does, too, since npm shows none beside the page', () => {
    expect(npmLinks('[lines](BUNDLERS.md)', { file: 'packages/core/README.md', from })).toBe(
      `[lines](${from}/blob/main/packages/core/BUNDLERS.md)`,
    );
  });

  it('to an image is the image itself, and is gone while the sources have no address', () => {
    const shop = 'examples/product-catalog/screenshots/shop.webp';
    const page = `![a shop](../../${shop}) <img src="../../${shop}" width="9">`;
    expect(npmLinks(page, { file, from })).toBe(
      `![a shop](${from}/raw/main/${shop}) <img src="${from}/raw/main/${shop}" width="9">`,
    );
    expect(npmLinks(page, { file, from: '' }).trim()).toBe('');
  });

  it('to an address, to a heading, and in code stays as it is', () => {
    const page = [
      '[a](https://example.com/a), [b](#b), [c](mailto:c@example.com) and `[d](no-such-file)`',
      '```md',
      '[e](no-such-file)',
      '```',
      '[f](#f)',
    ].join('\n');
    expect(npmLinks(page, { file, from })).toBe(page);
  });

  it('to what is not there stops the packing', () => {
    for (const target of ['no-such-file.md', '../../../outside.md'])
      expect(() => npmLinks(`[a](${target})`, { file, from })).toThrow(
        `${file} links to ${target}, which is not there`,
      );
  });
});

describe('a link in another form', () => {
  it('may have a title', () => {
    expect(npmLinks('[core](../core "Core")', { file, from: '' })).toBe(
      '[core](https://www.npmjs.com/package/@nestvec/core)',
    );
  });

  it.each(['[core]\n\n[core]: ../core', '<a href="../core">core</a>'])(
    'is refused, since it would be dead on npm: %s',
    (page) => {
      expect(() => npmLinks(page, { file, from })).toThrow('write that link as [words](../core)');
    },
  );

  it('that is an address, or in code, stays', () => {
    for (const page of ['[a]: https://example.com', '```md\n[a]: ../b\n```'])
      expect(npmLinks(page, { file, from })).toBe(page);
  });
});

describe('a tarball with another text', () => {
  const tarball = gzipSync(
    Buffer.concat([
      ...entry('package/dist/index.js', 'x'.repeat(600)),
      ...entry('package/README.md', 'short'),
      ...entry('package/package.json', '{}'),
      Buffer.alloc(1024),
    ]),
  );

  it('holds it in the place of the old one, and everything else as it was', () => {
    const long = 'ü'.repeat(700);
    const edited = editTarball(tarball, (path, text) =>
      path === 'package/README.md' ? text().replace('short', long) : undefined,
    );
    expect(entriesOf(edited)).toEqual([
      ['package/dist/index.js', 'x'.repeat(600)],
      ['package/README.md', long],
      ['package/package.json', '{}'],
    ]);
  });

  it('is the same where nothing changes', () => {
    expect(editTarball(tarball, () => undefined)).toBe(tarball);
  });
});

function entry(path: string, text: string): Buffer[] {
  const header = Buffer.alloc(512);
  header.write(path, 0);
  header.write(`${Buffer.byteLength(text).toString(8).padStart(11, '0')}\0`, 124);
  header.write('0', 156);
  header.write(sumOf(header), 148);
  const content = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  content.write(text);
  return [header, content];
}

/** Of a header's bytes, with its own place as spaces. */
function sumOf(header: Buffer): string {
  const sum = Buffer.from(header)
    .fill(' ', 148, 156)
    .reduce((total, byte) => total + byte, 0);
  return `${sum.toString(8).padStart(6, '0')}\0 `;
}

/** Read by sizes and sums alone, so that a wrong one of either is noticed. */
function entriesOf(tarball: Uint8Array): [string, string][] {
  const bytes = gunzipSync(tarball);
  const entries: [string, string][] = [];
  for (let at = 0; bytes[at] !== 0;) {
    const header = bytes.subarray(at, at + 512);
    const size = Number.parseInt(header.toString('latin1', 124, 135), 8);
    expect(header.toString('latin1', 148, 156)).toBe(sumOf(header));
    const path = header.toString('utf8', 0, 100).replace(/\0.*$/s, '');
    entries.push([path, bytes.toString('utf8', at + 512, at + 512 + size)]);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  expect(bytes.length % 512).toBe(0);
  return entries;
}
