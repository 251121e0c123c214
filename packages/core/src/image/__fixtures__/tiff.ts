/** Which TIFF a test wants: colours of 8 bits in one strip, unless tags say otherwise. */
export interface TiffChoices {
  /** Values of tags, as longs; those of the image are there unless they are given here. */
  readonly tags?: Readonly<Record<number, number>>;
  /** A BigTIFF, whose places have 8 bytes. */
  readonly isBig?: boolean;
  /** Where the directory goes on; 0 for nowhere. */
  readonly next?: number;
}

/** A TIFF of pixels of three bytes each. */
export function tiff(
  pixels: Uint8Array,
  width: number,
  { tags = {}, isBig = false, next = 0 }: TiffChoices = {},
): Buffer {
  const place = isBig ? 8 : 4;
  const start = isBig ? 16 : 8;
  const written = Object.entries({
    256: width,
    257: pixels.length / 3 / width,
    258: 8,
    259: 1,
    262: 2,
    273: start,
    277: 3,
    278: pixels.length / 3 / width,
    279: pixels.length,
    ...tags,
  });
  const header = Buffer.alloc(start);
  header.write('II');
  header.writeUInt16LE(isBig ? 43 : 42, 2);
  if (isBig) header.writeUInt16LE(8, 4);
  const writeTo = (bytes: Buffer, at: number, value: number): unknown =>
    isBig ? bytes.writeBigUInt64LE(BigInt(value), at) : bytes.writeUInt32LE(value, at);
  const count = isBig ? 8 : 2;
  const entry = 4 + 2 * place;
  const directory = Buffer.alloc(count + written.length * entry + place);
  directory.writeUInt16LE(written.length, 0);
  for (const [index, [tag, value]] of written.entries()) {
    const at = count + index * entry;
    directory.writeUInt16LE(Number(tag), at);
    directory.writeUInt16LE(4, at + 2); // a long
    writeTo(directory, at + 4, 1);
    writeTo(directory, at + 4 + place, value);
  }
  writeTo(directory, directory.length - place, next);
  writeTo(header, place, start + pixels.length);
  return Buffer.concat([header, pixels, directory]);
}
