import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A folder without the links on its way, also one that is not there yet. */
export function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    const parent = dirname(folder);
    return parent === folder ? folder : join(realFolder(parent), basename(folder));
  }
}
