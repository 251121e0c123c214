import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { manifests } from './manifests.mjs';
import { pnpm } from './pnpm.mjs';
import { root } from './root.mjs';

const stamp = join(root, 'node_modules', '.nestvec-installed');

/**
 * Installs the dependencies, unless the last successful install had the same input.
 *
 * @param {{ frozen: boolean }} options `frozen`: the lock file is obeyed, else it is rewritten
 * @returns {Promise<number>} the exit code
 */
export async function install({ frozen }) {
  if (frozen && isInstalled()) return 0;
  console.error('Installing the dependencies (once; about a minute on a slow line) …');
  const code = await pnpm(['install', frozen ? '--frozen-lockfile' : '--no-frozen-lockfile']);
  if (code === 0) writeFileSync(stamp, fingerprint());
  return code;
}

function isInstalled() {
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint()) return false;
  return [...manifests().keys()].every((folder) => existsSync(join(root, folder, 'node_modules')));
}
