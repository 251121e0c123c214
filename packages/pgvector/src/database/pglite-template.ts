import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/**
 * A database as PostgreSQL makes it anew, as a tar. To make one takes several seconds of processor time in WebAssembly, and to copy one
 * a fraction of a second; so the first one that a machine makes is kept. `undefined` where there is none, or only a damaged one.
 */
export async function readTemplate(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const tar = await promisify(gunzip)(await readFile(path)); // its checksum shows damage
    // PGlite would take anything else for a tar that is packed once more, and end the thread over it.
    return isTar(tar) ? new Uint8Array(tar) : undefined;
  } catch {
    return undefined;
  }
}

function isTar(bytes: Buffer): boolean {
  return bytes.length % 512 === 0 && bytes.toString('latin1', 257, 262) === 'ustar';
}

/** Keeps one for the next start, where that can be done; readers find it whole or not at all. */
export async function keepTemplate(path: string, tar: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const packed = await promisify(gzip)(tar, { level: 1 });
    await writeFile(temporary, packed, { flag: 'wx', mode: 0o600 });
    await rename(temporary, path);
  } catch {
    await rm(temporary, { force: true }).catch(() => {}); // the next one is made anew as well
  }
}
