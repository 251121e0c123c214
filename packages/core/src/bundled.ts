import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Where what is to be done about bundles is written. */
export const bundlersPage = 'BUNDLERS.md of @nestvec/core';

/**
 * Address of the file that runs, by its `import.meta.url`. A bundle in CommonJS has none: then that of the bundle, or where it does not
 * say either, of the process's folder.
 */
export function codeUrl(url: string | undefined): string {
  if (url !== undefined && url !== '') return url;
  return pathToFileURL(typeof __filename === 'string' ? __filename : `${process.cwd()}/`).href;
}

/** Whether a bundler has put this package's code into a file of its own. `url` is `import.meta.url` of this file. */
export function isBundled(url: string | undefined = import.meta.url): boolean {
  const isOwnFile = /^file:.*\/bundled\.[jt]s$/.test(url);
  return !isOwnFile || !existsSync(fileURLToPath(url));
}

/**
 * Bytes of a file that comes with an installed package, such as `@embedpdf/pdfium/pdfium.wasm`, for the code at `url`. A bundle may carry
 * it in its folder, whose parts may lie one folder below. Rejects with Node's error of resolving where it is in neither.
 */
export async function readPackageFile(
  specifier: string,
  url: string | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const here = codeUrl(url);
  let problem: unknown;
  try {
    return await readFile(createRequire(here).resolve(specifier));
  } catch (error) {
    problem = error;
  }
  const name = specifier.slice(specifier.lastIndexOf('/') + 1);
  for (const folder of ['./', '../']) {
    const found = await readFile(new URL(`${folder}${name}`, here)).catch(() => undefined);
    if (found !== undefined) return found;
  }
  throw problem;
}
