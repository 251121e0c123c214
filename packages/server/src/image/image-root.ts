import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { invalid, messageOf } from '@nestvec/core/kit';

/** A folder that images are read from. */
export interface ImageRoot {
  /** As it was named. */
  readonly path: string;
  /** Without links on its way. */
  readonly real: string;
}

/** A folder by its path. Throws `invalid-input` where there is none, and for the root of everything. */
export function imageRoot(folder: string, name: string): ImageRoot {
  const path = resolve(folder);
  let real: string;
  try {
    real = realpathSync(path);
    if (!statSync(real).isDirectory()) throw invalid(name, `${path} is not a folder; give one`);
  } catch (error) {
    throw invalid(name, `${path} can't be read (${messageOf(error)})`, error);
  }
  if (resolve(real, '..') === real)
    throw invalid(name, 'is the root of all files; name the folder of the images');
  return { path, real };
}
