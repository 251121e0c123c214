import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Why a test in the file `url` can't run a program as another user here, as it must where permissions don't bind root; `undefined`
 * if it can. Folders that `mktemp -d` makes are open to their owner only.
 */
export function closedToOthers(url: string): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const here = fileURLToPath(url);
  for (let folder = dirname(here); folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0)
      return `run by root in ${folder}, which no other user may enter: chmod a+x ${folder}, or run it as another user`;
  }
  return undefined;
}
