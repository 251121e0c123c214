import { open } from 'node:fs/promises';
import { invalid } from '../../../errors.ts';
import { fileError } from '../file-error.ts';

/** A file whose parts are read where they are wanted. */
export interface ParquetFile {
  readonly byteLength: number;
  /** Exactly these bytes. Throws `invalid-input` where the file does not have them. */
  slice(start: number, end?: number): Promise<ArrayBuffer>;
  close(): Promise<void>;
}

/** Most bytes that are read at once: more than any page or footer of a sound file has. */
const mostBytes = 2 ** 30;

/** Opens a file; `name` is what errors call it. */
export async function openParquetFile(path: string, name: string): Promise<ParquetFile> {
  try {
    const handle = await open(path, 'r');
    const { size } = await handle.stat();
    return {
      byteLength: size,
      async slice(start, end = size) {
        if (!(start >= 0 && end >= start && end <= size))
          throw invalid(
            'path',
            `${name} is cut short or damaged: bytes ${start} to ${end} are asked for, and it has ${size}`,
          );
        if (end - start > mostBytes)
          throw invalid(
            'path',
            `${name} has a part of ${end - start} bytes, and 1 GiB is read at most; write it with smaller pages`,
          );
        const bytes = new Uint8Array(end - start);
        for (let at = 0; at < bytes.length;) {
          const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
          if (bytesRead === 0) throw invalid('path', `${name} was cut while it was read`);
          at += bytesRead;
        }
        return bytes.buffer;
      },
      close: async () => await handle.close(),
    };
  } catch (error) {
    throw fileError(name, error);
  }
}
