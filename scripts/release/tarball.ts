import { gunzipSync, gzipSync } from 'node:zlib';

/** Bytes of a block; a header is one, and a content fills whole ones. */
const block = 512;

/**
 * A gzipped tarball in which some texts are others: `edit` gets each entry's path and a way to its text, and gives the new text, or
 * `undefined` for an entry that stays as it is.
 */
export function editTarball(
  tarball: Uint8Array,
  edit: (path: string, text: () => string) => string | undefined,
): Uint8Array {
  const from = gunzipSync(tarball);
  const parts: Buffer[] = [];
  let changed = false;
  let at = 0;
  while (at < from.length && from[at] !== 0) {
    const header = Buffer.from(from.subarray(at, at + block));
    const bytes = Number.parseInt(field(header, 124, 12), 8);
    const start = at + block;
    const end = start + Math.ceil(bytes / block) * block;
    const text = edit(pathOf(header), () => from.toString('utf8', start, start + bytes));
    if (text === undefined) parts.push(from.subarray(at, end));
    else {
      changed = true;
      parts.push(...entry(header, Buffer.from(text)));
    }
    at = end;
  }
  parts.push(from.subarray(at)); // empty blocks, the end
  return changed ? gzipSync(Buffer.concat(parts), { level: 9 }) : tarball;
}

function entry(header: Buffer, content: Buffer): readonly Buffer[] {
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.fill(' ', 148, 156); // the sum is taken over itself as spaces
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return [header, content, Buffer.alloc((block - (content.length % block)) % block)];
}

function pathOf(header: Buffer): string {
  const prefix = field(header, 345, 155);
  return prefix === '' ? field(header, 0, 100) : `${prefix}/${field(header, 0, 100)}`;
}

function field(header: Buffer, from: number, bytes: number): string {
  return header.toString('utf8', from, from + bytes).replace(/\0.*$/s, '');
}
