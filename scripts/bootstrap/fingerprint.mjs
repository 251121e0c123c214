import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { manifests } from './manifests.mjs';
import { root } from './root.mjs';

/** A hash of everything that decides what an install leaves behind. */
export function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const name of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.pnpmfile.mjs']) {
    hash.update(`${name}\n`).update(readFileSync(join(root, name)));
  }
  for (const [folder, text] of manifests()) hash.update(`${folder}\n${text}`);
  return hash.digest('hex');
}
