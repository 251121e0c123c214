import { randomUUID } from 'node:crypto';
import { link, mkdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

/** Makes one link; tests pass one that fails as a file system without links does. */
export interface Linking {
  readonly symlink: (target: string, path: string) => Promise<void>;
  readonly link: (existing: string, path: string) => Promise<void>;
}

/**
 * Makes a blob appear under its name in a snapshot: by a relative symlink, so that a moved cache stays whole; else by a hard
 * link; else by moving it there, which is what Python's tools do on Windows and expect to find.
 */
export async function place(
  blob: string,
  path: string,
  linking: Linking = { symlink, link },
): Promise<void> {
  const target = relative(dirname(path), blob);
  if ((await readlink(path).catch(() => undefined)) === target) return;
  await mkdir(dirname(path), { recursive: true });
  // The name that a reader looks for points to all of the content from the first moment.
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    if (
      !(await works(linking.symlink(target, temporary))) &&
      !(await works(linking.link(blob, temporary)))
    ) {
      await rename(blob, path);
      return;
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function works(step: Promise<void>): Promise<boolean> {
  try {
    await step;
    return true;
  } catch {
    return false; // whatever the reason, the next way either works or says why not
  }
}
