import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));

/** Where the pages are put together before VitePress reads them. */
export const pagesFolder: string = join(root, 'docs/.site');

/** Where the built site is. */
export const builtFolder: string = join(root, 'docs/dist');

/** A package that is published. */
export interface Package {
  /** Its folder's name: `core`. */
  readonly short: string;
  readonly folder: string;
  readonly name: string;
  readonly description: string;
  readonly version: string;
  /** Entries of `exports` that are modules: `.`, `./onnx`. */
  readonly entries: readonly string[];
  /** The types of an entry, from its folder. */
  readonly types: (entry: string) => string;
}

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, { readonly types: string } | string>>;
}

/** Every package, by name. */
export function readPackages(): readonly Package[] {
  return globSync('packages/*/package.json', { cwd: root })
    .sort()
    .map((file) => {
      const folder = dirname(file);
      // The manifests of this repository have these fields; a test of the repository says so.
      const manifest = JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest;
      const { name, description, version, exports } = manifest;
      const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
      const types = (entry: string): string => {
        const target = exports[entry];
        if (typeof target !== 'object') throw new Error(`${name} has no types for ${entry}`);
        return target.types;
      };
      return { short: basename(folder), folder, name, description, version, entries, types };
    });
}

/** Pages of the repository that the site shows as they stand, by their file: where they are on the site, without `.md`. */
export function repositoryPages(): ReadonlyMap<string, string> {
  const found = new Map<string, string>([
    ['README.md', 'overview'],
    ['CONTRIBUTING.md', 'project/contributing'],
    ['SECURITY.md', 'project/security'],
    ['CODE_OF_CONDUCT.md', 'project/code-of-conduct'],
    ['LICENCES.md', 'project/licences-of-data'],
    ['SUPPORT.md', 'project/support'],
    ['bench/README.md', 'reference/measurements'],
    ['docker/README.md', 'reference/docker'],
    ['packages/core/BUNDLERS.md', 'reference/bundlers'],
  ]);
  for (const { short } of readPackages())
    found.set(`packages/${short}/README.md`, `reference/packages/${short}`);
  for (const file of globSync('examples/*/README.md', { cwd: root }))
    found.set(file.replaceAll('\\', '/'), `examples/${basename(dirname(file))}`);
  return new Map([...found].filter(([file]) => existsSync(join(root, file))));
}

/** Pages that are written for the site, by their file in the repository. */
export function writtenPages(): ReadonlyMap<string, string> {
  const files = globSync('docs/**/*.md', {
    cwd: root,
    exclude: (name) => /(?:^|[\\/])(?:\.site|dist|node_modules)$/.test(name),
  });
  return new Map(
    files
      .map((file) => file.replaceAll('\\', '/'))
      .sort()
      .map((file) => [file, file.slice('docs/'.length, -'.md'.length)]),
  );
}
