/** How a bitmap of a test is written. */
export interface BmpChoices {
  readonly bits: 1 | 4 | 8 | 16 | 24 | 32;
  /** Rows from the top down. */
  readonly isTopDown?: boolean;
  /** OS/2's first header, of 12 bytes. */
  readonly isOld?: boolean;
  /** 0 for plain values, 3 for masks. */
  readonly compression?: number;
  readonly masks?: readonly number[];
  /** Red, green and blue of each value. */
  readonly palette?: readonly (readonly [number, number, number])[];
}

/** A bitmap of the values of its pixels, row by row from the top. */
export function bmp(rows: readonly (readonly number[])[], choices: BmpChoices): Buffer {
  const { bits, isTopDown = false, isOld = false, compression = 0 } = choices;
  const { masks = [], palette = [] } = choices;
  const width = rows[0]?.length ?? 0;
  const stored = isTopDown ? rows : rows.toReversed();
  const data = Buffer.concat(stored.map((row) => rowOf(row, bits)));
  const colours = Buffer.from(palette.flatMap(([r, g, b]) => [b, g, r, 0]));
  const header = isOld ? Buffer.alloc(12) : Buffer.alloc(40 + masks.length * 4);
  header.writeUInt32LE(isOld ? 12 : 40, 0);
  if (isOld) {
    for (const [at, value] of [width, rows.length, 1, bits].entries())
      header.writeUInt16LE(value, 4 + at * 2);
  } else {
    header.writeInt32LE(width, 4);
    header.writeInt32LE(isTopDown ? -rows.length : rows.length, 8);
    header.writeUInt16LE(1, 12);
    header.writeUInt16LE(bits, 14);
    header.writeUInt32LE(compression, 16);
    header.writeUInt32LE(data.length, 20);
    header.writeUInt32LE(palette.length, 32);
    for (const [at, mask] of masks.entries()) header.writeUInt32LE(mask, 40 + at * 4);
  }
  const file = Buffer.alloc(14);
  file.write('BM');
  const start = 14 + header.length + colours.length;
  file.writeUInt32LE(start + data.length, 2);
  file.writeUInt32LE(start, 10);
  return Buffer.concat([file, header, colours, data]);
}

function rowOf(row: readonly number[], bits: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil((row.length * bits) / 32) * 4);
  for (const [at, value] of row.entries()) {
    if (bits >= 8) bytes.writeUIntLE(value, (at * bits) / 8, bits / 8);
    else {
      const byte = Math.floor((at * bits) / 8);
      bytes[byte] = (bytes[byte] ?? 0) | (value << (8 - bits - ((at * bits) % 8)));
    }
  }
  return bytes;
}
