import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the page. */
export interface CatalogPageFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The same, compressed by Brotli. */
  readonly brotli: Uint8Array;
}

/** The search page, for `page` of `createServer` of `@nestvec/server`. */
export interface CatalogPage {
  readonly html: CatalogPageFile;
  /** What it loads, by names that change with what is in them. */
  readonly assets: Readonly<Record<string, CatalogPageFile>>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.md': 'text/markdown; charset=utf-8',
};

/** `dist/page`, seen from `dist` and from `src` alike. */
const folder = fileURLToPath(new URL('../dist/page/', import.meta.url));

/**
 * The search page as it was built: `createServer({ indexes, page: catalogPage() })` serves it at `/`. It works for any index, from its
 * spec. `undefined` in a checkout where `npm run build` has not run.
 */
export function catalogPage(): CatalogPage | undefined {
  if (!existsSync(join(folder, 'index.html'))) return undefined;
  const names = readdirSync(folder).filter((name) => Object.hasOwn(types, extname(name)));
  const assets = names
    .filter((name) => name !== 'index.html')
    .map((name) => [name, readPageFile(name)] as const);
  return { html: readPageFile('index.html'), assets: Object.fromEntries(assets) };
}

function readPageFile(name: string): CatalogPageFile {
  const path = join(folder, name);
  const type = types[extname(name)] ?? 'application/octet-stream';
  return { type, bytes: readFileSync(path), brotli: readFileSync(`${path}.br`) };
}
