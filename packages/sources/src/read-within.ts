import { readFile } from 'node:fs/promises';
import { invalid, writtenWhileRead } from '@nestvec/core/kit';
import { openSteady, type SteadyFile } from './steady-file.ts';

/**
 * A file of at most `most` bytes; one that is larger rejects with what `refuse` makes of its size, unread. Rejects with `invalid-input`
 * for one that was written to meanwhile, of which a part may be missing.
 */
export async function readWithin(
  path: string,
  most: number,
  refuse: (bytes: number) => Error,
): Promise<Buffer> {
  const file = await openSteady(path);
  try {
    const { facts } = file;
    if (facts.size > most) throw refuse(facts.size);
    // What has no size, such as a pipe, is read to its end; a folder says that it is one.
    const hasSize = facts.isFile() && facts.size > 0;
    const bytes = hasSize ? await readBytes(file) : await readFile(path);
    if (facts.isFile() && (await file.hasChanged()))
      throw invalid('path', `${path} ${writtenWhileRead}`);
    return bytes;
  } finally {
    await file.close();
  }
}

async function readBytes(file: SteadyFile): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(file.facts.size);
  let length = 0;
  while (length < bytes.length) {
    const count = await file.read(bytes.subarray(length), length);
    if (count === 0) break;
    length += count;
  }
  return bytes.subarray(0, length);
}
