import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invalid, isNestvecError } from '../errors.ts';
import { parseInput } from '../parse-input.ts';
import { realFolder } from '../store/real-folder.ts';
import { createImageIntake } from './intake.ts';
import { type ImageLimitOptions, imageLimitsSchema } from './limits.ts';
import { loadSharp } from './load-sharp.ts';

/** Images on this machine that a model may see: those below the operator’s folders. */
export interface ImageFiles {
  readonly hasRoots: boolean;
  /** The file of a path that a client gave. Throws `invalid-input` outside of the folders, where it does not say whether there is one. */
  resolve(path: string): Promise<string>;
  /** The file where a record’s `uri` leads to; `undefined` outside of the folders, for a URL, and where there is none. */
  fileOf(uri: string | undefined): Promise<string | undefined>;
  /** A JPEG of at most 256 pixels a side and 50 KB; `undefined` for what is not an image. */
  thumbnail(file: string, signal: AbortSignal | undefined): Promise<Buffer | undefined>;
  /** An image as it is, within the limits. */
  read(file: string, signal: AbortSignal | undefined): Promise<Uint8Array>;
  /** A message without where the folders lie on this machine. */
  withoutFolders(message: string): string;
}

const imageNames = /\.(?:png|jpe?g|webp|gif|avif|bmp|tiff?|svg)(?:[?#].*)?$/i;

/** Whether the name of a file, or an address, says that it is an image. */
export function isImageName(name: string | undefined): boolean {
  return name !== undefined && imageNames.test(name);
}

/** What hosts show without trouble, and a model reads cheaply. */
const thumbnailSide = 256;
const thumbnailBytes = 50_000;

/** `roots` are folders, by absolute paths or from the working folder. Throws `invalid-input` for a wrong limit. */
export function imageFiles(roots: readonly string[], limits: ImageLimitOptions = {}): ImageFiles {
  const folders = roots.map((root) => realFolder(resolve(root)));
  const resolved = parseInput(imageLimitsSchema, { ...limits, allow: ['path'] }, 'imageLimits');
  const intake = createImageIntake(thumbnailSide, resolved);
  const findFile = async (path: string): Promise<string | undefined> => {
    const places = [resolve(path), ...folders.map((folder) => resolve(folder, path))];
    for (const place of places) {
      // A link may lead out of the folder, so the real path is looked at.
      const real = await realpath(place).catch(() => undefined);
      if (real === undefined || !folders.some((folder) => isBelow(real, folder))) continue;
      if ((await stat(real)).isFile()) return real;
    }
    return undefined;
  };
  return {
    hasRoots: folders.length > 0,
    async resolve(path) {
      const file = path.includes('\0') ? undefined : await findFile(path);
      if (file === undefined)
        throw invalid('image', 'is not a file below the folders that the operator allows');
      return file;
    },
    async fileOf(uri) {
      if (uri === undefined || folders.length === 0 || /^(?!file:)[a-z][a-z\d+.-]+:/i.test(uri))
        return undefined;
      const path = pathOf(uri);
      return path === undefined ? undefined : await findFile(path);
    },
    async thumbnail(file, signal) {
      try {
        const { bytes } = await intake.open(file, signal);
        const sharp = await loadSharp();
        for (const quality of [75, 50, 25]) {
          const small = await sharp(bytes, { limitInputPixels: resolved.maxPixels })
            .rotate()
            .resize(thumbnailSide, thumbnailSide, { fit: 'inside', withoutEnlargement: true })
            .flatten({ background: '#fff' })
            .jpeg({ quality })
            .toBuffer();
          if (small.length <= thumbnailBytes) return small;
        }
        return undefined;
      } catch (error) {
        if (isNestvecError(error, 'image')) return undefined;
        throw error;
      }
    },
    async read(file, signal) {
      const { bytes } = await intake.open(file, signal);
      return bytes;
    },
    withoutFolders: (message) =>
      folders.reduce((text, folder) => text.replaceAll(`${folder}${sep}`, ''), message),
  };
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !/^\.\.(?:[\\/]|$)/.test(way) && !isAbsolute(way);
}

function pathOf(uri: string): string | undefined {
  if (!/^file:/i.test(uri)) return uri;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
