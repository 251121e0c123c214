import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const versions = new Map<string, string | undefined>();

/**
 * Version of the package that a file gets by its name, looked for as Node does: in `node_modules` of each folder above. `undefined`
 * where it is not found, as in a bundle or in an archive. Looked up once.
 */
export function installedVersion(name: string, from: string | undefined): string | undefined {
  const key = `${from} ${name}`;
  if (!versions.has(key)) versions.set(key, findVersion(name, from));
  return versions.get(key);
}

function findVersion(name: string, from: string | undefined): string | undefined {
  // Of a bundle it may be anything.
  if (from?.startsWith('file:') !== true) return undefined;
  for (let folder = dirname(fileURLToPath(from)); ; folder = dirname(folder)) {
    const version = versionIn(join(folder, 'node_modules', name, 'package.json'));
    if (version !== undefined || folder === dirname(folder)) return version;
  }
}

function versionIn(file: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
    return isManifest && typeof manifest.version === 'string' ? manifest.version : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a version is within `^1.2.3`, or within one of several joined by `||`. A pre-release counts as its release. */
export function isWithin(version: string, range: string): boolean {
  const [major, minor, patch] = partsOf(version);
  return range.split('||').some((one) => {
    const least = partsOf(one.trim().replace(/^\^/, ''));
    // Of 0.x the minor number says what is compatible.
    if (major !== least[0] || (major === 0 && minor !== least[1])) return false;
    return minor > least[1] || (minor === least[1] && patch >= least[2]);
  });
}

/** What npm is asked for: the newest that fits, without a character that a shell takes for its own. */
export function installWord(name: string, range: string | undefined): string {
  if (range === undefined) return name;
  const [major, minor] = partsOf(range.split('||').at(-1)?.trim().replace(/^\^/, '') ?? '');
  return `${name}@${major === 0 ? `0.${minor}` : major}`;
}

function partsOf(version: string): [major: number, minor: number, patch: number] {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) throw new TypeError(`${version} is not a version such as 1.2.3`);
  return [Number(major), Number(minor), Number(patch)];
}
