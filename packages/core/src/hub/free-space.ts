import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { orMissing } from './errno.ts';

/** Bytes that this user may still write where `path` is or will be; `undefined` where the file system does not report it. */
export async function freeBytes(path: string): Promise<number | undefined> {
  const facts = await orMissing(statfs(path));
  if (facts === undefined) {
    const parent = dirname(path);
    return parent === path ? undefined : freeBytes(parent);
  }
  return facts.blocks > 0 ? facts.bavail * facts.bsize : undefined;
}
