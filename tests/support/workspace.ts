import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Dependencies = Record<string, string>;

export type Manifest = {
  name: string;
  version: string;
  private?: boolean;
  packageManager?: string;
  scripts?: Record<string, string>;
  keywords?: readonly string[];
  repository?: unknown;
  homepage?: string;
  bugs?: string;
  exports?: unknown;
  dependencies?: Dependencies;
  devDependencies?: Dependencies;
  optionalDependencies?: Dependencies;
  peerDependencies?: Dependencies;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
};

export type WorkspacePackage = {
  /** Its folder's name: `core` for `@nestvec/core`. */
  short: string;
  folder: string;
  manifest: Manifest;
};

export const root: string = fileURLToPath(new URL('../../', import.meta.url));

export const rootManifest: Manifest = readJson<Manifest>(join(root, 'package.json'));

/** That of the documentation, which is not published. */
export const docsManifest: Manifest = readJson<Manifest>(join(root, 'docs/package.json'));

/** Packages as npm takes them, each in the version of the catalogue. */
export function pinned(...names: readonly string[]): string[] {
  const settings = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  return names.map((name) => {
    const version = settings
      .split('\n')
      .map((line) => /^ {2}'?([^':]+)'?: (\S+)$/.exec(line) ?? [])
      .find(([, key]) => key === name)?.[2];
    if (version === undefined) throw new Error(`${name} is not in the catalogue`);
    return `${name}@${version}`;
  });
}

export const packages: WorkspacePackage[] = readGroup('packages');

export const examples: WorkspacePackage[] = readGroup('examples');

export function readJson<Shape>(file: string): Shape {
  return JSON.parse(readFileSync(file, 'utf8')) as Shape;
}

function readGroup(group: string): WorkspacePackage[] {
  return readdirSync(join(root, group))
    .map((name) => join(root, group, name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({
      short: basename(folder),
      folder,
      manifest: readJson<Manifest>(join(folder, 'package.json')),
    }));
}
