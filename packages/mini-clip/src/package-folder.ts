import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Folder of this package. Where a bundler has put this code elsewhere it is looked for as an installed package, from the bundle and from
 * the process's folder, and as `mini-clip` beside the bundle. Bundlers take no `new URL` of a folder, so paths are joined.
 */
export const packageFolder: string = find();

function find(): string {
  const here = codeFolder(import.meta.url);
  const own = dirname(here);
  const places = [
    () => own,
    () => installed(here),
    () => installed(process.cwd()),
    () => join(here, 'mini-clip'),
  ];
  for (const place of places) {
    const folder = place();
    if (folder !== undefined && existsSync(join(folder, 'model/config.json'))) return folder;
  }
  // Opening the model says then what is missing; the path tells of which package.
  return installed(process.cwd()) ?? join(here, 'mini-clip');
}

/** Folder of the code with this `import.meta.url`, of which a bundle in CommonJS has none. */
function codeFolder(url: string | undefined): string {
  if (url?.startsWith('file:') === true) return dirname(fileURLToPath(url));
  return typeof __dirname === 'string' ? __dirname : process.cwd();
}

function installed(from: string): string | undefined {
  try {
    const { resolve } = createRequire(join(from, 'from.js'));
    return dirname(resolve('@nestvec/mini-clip/package.json'));
  } catch {
    return undefined;
  }
}
