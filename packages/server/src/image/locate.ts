import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAllowedUrl } from '../embed/image-url.ts';
import type { ImageRoot } from './image-root.ts';

/** Where images may come from. */
export interface ImagePlaces {
  readonly roots: readonly ImageRoot[];
  readonly prefixes: readonly URL[];
}

/** Where the image of a record is: a URL that may be fetched, or the paths at which its file may be. */
export type ImagePlace =
  | { readonly url: URL; readonly paths?: undefined }
  | { readonly url?: undefined; readonly paths: readonly string[] };

/** A file of a place. */
interface FoundFile {
  /** Another one when the file changes. */
  readonly version: string;
  /** Absent where the version is known. */
  readonly bytes?: Uint8Array;
}

/** The place that a `uri` names, from its text alone; `undefined` for one outside of the roots and prefixes. */
export function placeOf(uri: string, { roots, prefixes }: ImagePlaces): ImagePlace | undefined {
  if (/^https?:/i.test(uri)) {
    const url = URL.parse(uri);
    return url !== null && isAllowedUrl(url, prefixes) ? { url } : undefined;
  }
  const path = pathOf(uri);
  if (path === undefined) return undefined;
  const paths = isAbsolute(path)
    ? [resolve(path)].filter((one) =>
        roots.some((root) => isBelow(one, root.path) || isBelow(one, root.real)),
      )
    : roots.map(({ real }) => join(real, path)).filter((one, i) => isBelow(one, roots[i]?.real));
  return paths.length === 0 ? undefined : { paths };
}

/** A path of this machine: not a name of a share, nor a URL of any other scheme. */
function pathOf(uri: string): string | undefined {
  if (uri === '' || uri.includes('\0')) return undefined;
  if (/^[\\/]{2}/.test(uri)) return undefined;
  if (/^file:/i.test(uri)) {
    try {
      return fileURLToPath(uri);
    } catch {
      return undefined;
    }
  }
  // One letter and a colon is a drive.
  return /^[a-z][a-z\d+.-]+:/i.test(uri) ? undefined : uri;
}

function isBelow(path: string, root: string | undefined): boolean {
  if (root === undefined) return false;
  return path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

function isBelowAny(path: string, roots: readonly ImageRoot[]): boolean {
  return roots.some(({ real }) => isBelow(path, real));
}

/** Whether an open file lies below a root: a folder on its way may have become a link after its links were followed. */
async function isStillBelow(
  file: FileHandle,
  path: string,
  roots: readonly ImageRoot[],
): Promise<boolean> {
  // Linux says where an open file lies. Elsewhere its path is followed once more, and must lead to the same file.
  const place = await readlink(`/proc/self/fd/${file.fd}`).catch(() => undefined);
  if (place !== undefined) return isBelowAny(place, roots);
  const again = await realpath(path).catch(() => undefined);
  if (again === undefined || !isBelowAny(again, roots)) return false;
  const [opened, found] = await Promise.all([file.stat(), stat(again).catch(() => undefined)]);
  return opened.dev === found?.dev && opened.ino === found.ino;
}

/**
 * Reads the file of a place. Its links are followed first, and where they lead out of the roots there is none; `undefined` for that,
 * for what is not a file, for what is not there, and for what was moved or linked elsewhere meanwhile.
 */
export async function readPlace(
  paths: readonly string[],
  { roots }: Pick<ImagePlaces, 'roots'>,
  maxBytes: number,
  known: (version: string) => boolean,
): Promise<FoundFile | undefined> {
  for (const path of paths) {
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined || !isBelowAny(real, roots)) continue;
    // The last part of a path may have become a link meanwhile; a pipe would wait for ever.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const file = await open(real, flags).catch(() => undefined);
    if (file === undefined) continue;
    try {
      const found = await file.stat({ bigint: true });
      if (!found.isFile() || found.size > BigInt(maxBytes)) return undefined;
      if (!(await isStillBelow(file, real, roots))) return undefined;
      const version = `${real}\0${found.size}\0${found.mtimeNs}\0${found.ino}`;
      return known(version) ? { version } : { version, bytes: await file.readFile() };
    } finally {
      await file.close();
    }
  }
  return undefined;
}
