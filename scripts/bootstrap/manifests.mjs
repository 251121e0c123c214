import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/**
 * The root's package.json and that of every workspace package, by folder.
 *
 * @returns {Map<string, string>} folder → text of its package.json
 */
export function manifests() {
  const folders = ['packages', 'examples'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(group, name)),
  );
  const found = new Map();
  for (const folder of ['', 'docs', ...folders.sort()]) {
    const text = readIfThere(join(root, folder, 'package.json'));
    if (text !== undefined) found.set(folder, text);
  }
  return found;
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
