/** The list of tags of a TIFF's first image. */
export interface TiffDirectory {
  /** The whole numbers of a tag; none where it is missing or holds something else. */
  readonly numbers: (tag: number) => readonly number[];
  /** The file without all tags but these, in the order that the format wants, and without the images behind the first. */
  withTags(tags: ReadonlySet<number>): Uint8Array;
}

/** Bytes of the whole numbers that tags hold, by their type. */
const sizes: Readonly<Record<number, 1 | 2 | 4 | 8>> = { 1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };

/** How the two kinds of TIFF lay out a directory: sizes of its count, of an entry, and of a place in the file. */
const layouts: ReadonlyMap<
  number,
  { readonly count: number; readonly entry: number; readonly place: 4 | 8 }
> = new Map([
  [42, { count: 2, entry: 12, place: 4 }],
  [43, { count: 8, entry: 20, place: 8 }], // BigTIFF
]);

/** Reads the first directory of a TIFF; `undefined` where the bytes are no such file. */
export function readTiffDirectory(bytes: Uint8Array): TiffDirectory | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = bytes[0] === 0x49;
  /** 0 behind the end of the file. */
  const read = (at: number, size: 1 | 2 | 4 | 8): number => {
    if (at < 0 || at + size > bytes.length) return 0;
    if (size === 1) return view.getUint8(at);
    if (size === 2) return view.getUint16(at, isLittle);
    return size === 4 ? view.getUint32(at, isLittle) : Number(view.getBigUint64(at, isLittle));
  };
  const layout = layouts.get(read(2, 2));
  if (layout === undefined) return undefined;
  const { place } = layout;
  const start = read(place, place); // 4 in one kind, 8 in the other
  const first = start + layout.count;
  const count = Math.min(
    read(start, place === 4 ? 2 : 8),
    Math.max(0, Math.floor((bytes.length - first) / layout.entry)),
  );
  const entries = Array.from({ length: count }, (_, index) => {
    const at = first + index * layout.entry;
    return { at, tag: read(at, 2) };
  });
  return {
    numbers(tag) {
      const at = entries.find((entry) => entry.tag === tag)?.at;
      const size = at === undefined ? undefined : sizes[read(at + 2, 2)];
      if (at === undefined || size === undefined) return [];
      const values = Math.min(read(at + 4, place), Math.floor(bytes.length / size));
      const value = at + 4 + place;
      const from = values * size <= place ? value : read(value, place);
      return Array.from({ length: values }, (_, index) => read(from + index * size, size));
    },
    withTags(tags) {
      const kept = entries
        .filter(
          ({ tag }, index) =>
            tags.has(tag) && entries.findIndex((entry) => entry.tag === tag) === index,
        )
        .toSorted((a, b) => a.tag - b.tag);
      const copy = Uint8Array.from(bytes);
      for (const [index, { at }] of kept.entries())
        copy.set(bytes.subarray(at, at + layout.entry), first + index * layout.entry);
      const end = first + kept.length * layout.entry;
      copy.fill(0, end, end + place); // the place of the next image
      const target = new DataView(copy.buffer);
      if (place === 4) target.setUint16(start, kept.length, isLittle);
      else target.setBigUint64(start, BigInt(kept.length), isLittle);
      return copy;
    },
  };
}
