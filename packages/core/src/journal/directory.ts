import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The steps by which a directory comes to be on the disk; tests put others in their place. */
export interface DirectoryCalls {
  /** Makes it with its parents; resolves to the first one that was made, `undefined` where all were there. */
  make(path: string): Promise<string | undefined>;
  /** Puts its entries on the disk. */
  sync(path: string): Promise<void>;
}

/** The file system's. */
export const fileSystem: DirectoryCalls = {
  make: async (path) => await mkdir(path, { recursive: true }),
  async sync(path) {
    if (process.platform === 'win32') return; // it has no way to ask for it, and needs none
    const directory = await open(path, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  },
};

/**
 * Makes a directory and syncs every directory that got a new entry, from the outermost in: a synced file in a directory whose
 * own name is not on the disk is lost with it.
 */
export async function makeDirectory(path: string, calls: DirectoryCalls): Promise<void> {
  const first = await calls.make(path);
  if (first === undefined) return;
  const changed: string[] = [];
  for (let inner = path; inner.length >= first.length; inner = dirname(inner)) {
    changed.unshift(dirname(inner));
  }
  for (const directory of changed) await calls.sync(directory);
}
