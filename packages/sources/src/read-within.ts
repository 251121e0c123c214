import { close, fstat, open, read } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const openFile = promisify(open);
const statFile = promisify(fstat);
const readPart = promisify(read);
const closeFile = promisify(close);

/**
 * A file of at most `most` bytes; one that is larger rejects with what `refuse` makes of its size, unread. By descriptors: handles and
 * a look at the path beforehand take a third of the time that a folder of small files takes to read.
 */
export async function readWithin(
  path: string,
  most: number,
  refuse: (bytes: number) => Error,
): Promise<Buffer> {
  const file = await openFile(path, 'r');
  try {
    const facts = await statFile(file);
    if (facts.size > most) throw refuse(facts.size);
    // What has no size, such as a pipe, is read to its end; a folder says that it is one.
    if (!facts.isFile() || facts.size === 0) return await readFile(path);
    const bytes = Buffer.allocUnsafe(facts.size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await readPart(file, bytes, length, bytes.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await closeFile(file);
  }
}
