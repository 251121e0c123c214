import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect } from './__fixtures__/collect.ts';
import { documents } from './documents.ts';
import { folder } from './folder.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nestvec-tiff-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

interface Kind {
  readonly isLittle: boolean;
  readonly isBig: boolean;
}

/** A TIFF whose directories say of themselves what kind of image they are; the last leads to `last`, usually nowhere. */
function tiff(kinds: readonly number[], { isLittle, isBig }: Kind, last: number = 0): Uint8Array {
  const layout = isBig
    ? { head: 16, count: 8, entry: 20, place: 8 }
    : { head: 8, count: 2, entry: 12, place: 4 };
  const each = layout.count + layout.entry + layout.place;
  const bytes = new Uint8Array(layout.head + each * kinds.length);
  const view = new DataView(bytes.buffer);
  const place = (at: number, value: number): void => {
    if (isBig) view.setBigUint64(at, BigInt(value), isLittle);
    else view.setUint32(at, value, isLittle);
  };
  bytes.fill(isLittle ? 0x49 : 0x4d, 0, 2);
  view.setUint16(2, isBig ? 43 : 42, isLittle);
  if (isBig) view.setUint16(4, 8, isLittle);
  place(layout.place, layout.head);
  for (const [index, kind] of kinds.entries()) {
    const start = layout.head + each * index;
    if (isBig) view.setBigUint64(start, 1n, isLittle);
    else view.setUint16(start, 1, isLittle);
    const entry = start + layout.count;
    view.setUint16(entry, 254, isLittle);
    view.setUint16(entry + 2, 4, isLittle);
    place(entry + 4, 1);
    view.setUint32(entry + 4 + layout.place, kind, isLittle);
    const isLast = index === kinds.length - 1;
    place(entry + layout.entry, isLast ? last : start + each);
  }
  return bytes;
}

async function failures(
  bytes: Uint8Array,
  name: string = 'a.tif',
): Promise<(readonly [string, unknown])[]> {
  await writeFile(join(root, name), bytes);
  const entries = await collect(await documents(join(root, name)));
  expect(entries[0]).toMatchObject({ id: name, image: join(root, name) });
  return entries
    .slice(1)
    .map((entry) => [
      'error' in entry ? entry.error.message : '',
      'hides' in entry ? entry.hides : undefined,
    ]);
}

const page = 2;

describe('a TIFF of several pages', () => {
  it.each([
    { isLittle: true, isBig: false },
    { isLittle: false, isBig: false },
    { isLittle: true, isBig: true },
    { isLittle: false, isBig: true },
  ])('says that the first alone is read: %j', async (kind) => {
    expect(await failures(tiff([page, page, page], kind))).toEqual([
      [
        'a.tif#pages: of 3 pages, the first alone is read; save each as a file, or all as a PDF',
        [],
      ],
    ]);
  });

  it('fails under another name than the item that its first page is', async () => {
    await writeFile(join(root, 'a.tif'), tiff([page, page], { isLittle: true, isBig: false }));
    const entries = await collect(await documents(root));
    expect(entries.map(({ id }) => id)).toEqual(['a.tif', 'a.tif#pages']);
  });

  it('says so in a folder as well, in both readers of folders', async () => {
    await writeFile(join(root, 'a.TIFF'), tiff([page, page], { isLittle: true, isBig: false }));
    await writeFile(join(root, 'b.png'), '');
    for (const entries of [await collect(folder(root)), await collect(await documents(root))])
      expect(entries.map((entry) => ('error' in entry ? entry.error.message : entry.id))).toEqual([
        'a.TIFF',
        expect.stringContaining('a.TIFF#pages: of 2 pages'),
        'b.png',
      ]);
  });

  it.each([
    ['one page', tiff([0], { isLittle: true, isBig: false })],
    [
      'smaller copies and masks of one image',
      tiff([0, 1, 1, 4, 5], { isLittle: true, isBig: false }),
    ],
    ['directories that lead back to the first', tiff([0], { isLittle: true, isBig: false }, 8)],
    ['a directory beyond its end', tiff([0], { isLittle: true, isBig: false }, 9999)],
    ['something else by that name', Buffer.from('not a TIFF')],
    ['nothing', Buffer.alloc(0)],
  ])('is not one with %s', async (_, bytes) => {
    expect(await failures(bytes)).toEqual([]);
  });

  it('is not looked for in other files', async () => {
    expect(await failures(tiff([page, page], { isLittle: true, isBig: false }), 'a.png')).toEqual(
      [],
    );
  });
});
