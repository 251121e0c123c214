import { openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { invalid } from '@nestvec/core/kit';

/** A regular file in an archive: its bytes are read from the disk when they are asked for. */
interface TarEntry {
  readonly name: string;
  readonly content: Blob;
}

const block = 512;
/** Of an entry's own headers; longer names are not those of images. */
const mostHeaderBytes = 65_536;

/**
 * The regular files in an uncompressed tar archive, in their order, without holding any of them. Names of GNU (`L`) and of POSIX.1-2001
 * (`path`) are read. Throws `invalid-input` for what is not such an archive or ends too early.
 */
export async function* readTar(path: string): AsyncGenerator<TarEntry, void, undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const whole = await openAsBlob(path);
    let longName: string | undefined;
    for (let at = 0; at + block <= size;) {
      const header = Buffer.alloc(block);
      await file.read(header, 0, block, at);
      if (header.every((byte) => byte === 0)) return;
      checkSum(header, path, at);
      const length = sizeOf(header, path, at);
      const start = at + block;
      if (start + length > size) throw invalid(path, `ends within the entry at byte ${at}`);
      const type = String.fromCharCode(header[156] ?? 0);
      at = start + Math.ceil(length / block) * block;
      if (type === 'L' || type === 'x') {
        if (length > mostHeaderBytes)
          throw invalid(path, `has a name of ${length} bytes at byte ${start}`);
        const bytes = Buffer.alloc(length);
        await file.read(bytes, 0, length, start);
        longName = type === 'L' ? cut(bytes) : (pathOf(bytes.toString('utf8')) ?? longName);
        continue;
      }
      const name = longName ?? nameOf(header);
      longName = undefined;
      if (type === '0' || type === '\0')
        yield { name, content: whole.slice(start, start + length) };
    }
  } finally {
    await file.close();
  }
}

function checkSum(header: Buffer, path: string, at: number): void {
  const written = Number.parseInt(header.toString('latin1', 148, 156), 8);
  let total = 0;
  for (const [i, byte] of header.entries()) total += i >= 148 && i < 156 ? 32 : byte;
  if (written !== total) throw invalid(path, `is not a tar archive (at byte ${at})`);
}

/** Octal, or binary for 8 GiB and more. */
function sizeOf(header: Buffer, path: string, at: number): number {
  const first = header[124] ?? 0;
  const size =
    first & 0x80
      ? Number(header.readBigUInt64BE(128))
      : Number.parseInt(header.toString('latin1', 124, 136).replaceAll('\0', ' ').trim() || '0', 8);
  if (!Number.isSafeInteger(size) || size < 0)
    throw invalid(path, `is not a tar archive (at byte ${at})`);
  return size;
}

function nameOf(header: Buffer): string {
  const name = cut(header.subarray(0, 100));
  const prefix =
    header.toString('latin1', 257, 262) === 'ustar' ? cut(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function cut(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}

/** The name in a record of POSIX.1-2001, `30 path=…` and a line feed. */
function pathOf(records: string): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1];
}
