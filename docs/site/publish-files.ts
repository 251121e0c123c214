import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './places.ts';

/** Puts files of the repository where the site serves them as they are, and gives the path of each there. */
export function publishFiles(folder: string): (file: string) => string {
  return (file) => {
    const target = join(folder, 'public/files', file);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(root, file), target);
    return `/files/${file}`;
  };
}
