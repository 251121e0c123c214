import { open } from 'node:fs/promises';
import type { SourceFailure } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import type { WalkedFile } from './walk.ts';

/** More are not counted. */
const mostPages = 10_000;
const tags = { newSubfileType: 254, subfileType: 255 } as const;
/** A smaller copy of another image, or a mask for it. */
const copyBits = 1 | 4;
const oldCopy = 2;

/**
 * What is to be said of a file that may be a TIFF of several pages, such as a fax: the first one alone becomes an image. Nothing of
 * other files, and of one that can't be read: that is said where it is decoded.
 */
export async function unreadPages({ path, id }: WalkedFile): Promise<SourceFailure | undefined> {
  if (!/\.tiff?$/i.test(path)) return undefined;
  const pages = await countPages(path).catch(() => 1);
  if (pages <= 1) return undefined;
  const problem = `of ${pages} pages, the first alone is read; save each as a file, or all as a PDF`;
  // A name of its own, since the first page is an item by the file's.
  const name = `${id}#pages`;
  return { id: name, error: invalid(name, problem), hides: [] };
}

async function countPages(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    const read = async (at: number, bytes: number): Promise<DataView> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at);
      return new DataView(buffer.buffer, buffer.byteOffset, bytesRead); // beyond its end it throws
    };
    const head = await read(0, 16);
    const isLittle = head.getUint8(0) === 0x49;
    const isBig = head.getUint16(2, isLittle) === 43;
    const place = (view: DataView, at: number): number =>
      isBig ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle);
    const layout = isBig
      ? { count: 8, entry: 20, value: 12, place: 8 }
      : { count: 2, entry: 12, value: 8, place: 4 };
    const seen = new Set<number>();
    let pages = 0;
    let next = place(head, isBig ? 8 : 4);
    while (next !== 0 && !seen.has(next) && seen.size < mostPages) {
      seen.add(next);
      const counted = await read(next, layout.count);
      const count = isBig
        ? Number(counted.getBigUint64(0, isLittle))
        : counted.getUint16(0, isLittle);
      if (count > 0xffff) break;
      const entries = await read(next + layout.count, count * layout.entry + layout.place);
      const valueOf = (tag: number): number => {
        for (let at = 0; at < count * layout.entry; at += layout.entry) {
          if (entries.getUint16(at, isLittle) !== tag) continue;
          const isShort = entries.getUint16(at + 2, isLittle) === 3;
          const value = at + layout.value;
          return isShort ? entries.getUint16(value, isLittle) : entries.getUint32(value, isLittle);
        }
        return 0;
      };
      const isCopy =
        (valueOf(tags.newSubfileType) & copyBits) !== 0 || valueOf(tags.subfileType) === oldCopy;
      if (!isCopy) pages += 1;
      next = place(entries, count * layout.entry);
    }
    return pages;
  } finally {
    await file.close();
  }
}
