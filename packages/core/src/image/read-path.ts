import { readFile, stat } from 'node:fs/promises';
import { hasChanged, writtenWhileRead } from '../file-change.ts';
import { describeImage } from './describe.ts';
import { imageError } from './image-error.ts';
import type { ImageLimits } from './limits.ts';
import { tooManyBytes } from './too-many-bytes.ts';

/** Reads an image's file. Its kind and size are looked at first, so neither a device nor a huge file is read. */
export async function readPath(
  path: string,
  { maxBytes }: ImageLimits,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const source = describeImage(path);
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      throw imageError(
        source,
        'directory',
        'is a directory, not an image; give the path of a file',
      );
    }
    if (!found.isFile()) throw imageError(source, 'unreadable', 'is not a regular file');
    if (found.size > maxBytes) throw tooManyBytes(source, found.size, maxBytes);
    const bytes = await readFile(path, { signal });
    // One that is gone by now was read whole.
    const after = await stat(path).catch(() => found);
    if (hasChanged(found, after)) throw imageError(source, 'unreadable', writtenWhileRead);
    return bytes;
  } catch (error) {
    throw pathError(source, error);
  }
}

function pathError(source: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return imageError(source, 'missing', 'there is no such file', error);
  }
  if (code === 'ENAMETOOLONG') {
    const problem = 'is too long for a path; base64 is given as { base64 }';
    return imageError(source, 'missing', problem, error);
  }
  return code.startsWith('E')
    ? imageError(source, 'unreadable', `can't be read (${code})`, error)
    : error;
}
