import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root, type WorkspacePackage } from '../../tests/support/workspace.ts';

/** What a release is made of. */
export interface Release {
  /** Where the sources are; empty until the owner gives it. */
  readonly address: string;
  readonly packages: readonly WorkspacePackage[];
  /** Of the files: what `git status --porcelain` prints. Default: of this checkout. */
  readonly changed?: string;
}

/** Why these packages are not to be published yet; none where they may be. */
export async function reasonsAgainst(release: Release): Promise<readonly string[]> {
  const { address, packages, changed = await status() } = release;
  const reasons: string[] = [];
  if (address === '')
    reasons.push(
      'scripts/release/address.ts has no address of the sources; its owner has to give it',
    );
  else if (!/^https:\/\/[^\s/]+\/[^\s]*[^\s/]$/.test(address))
    reasons.push(
      `scripts/release/address.ts: ${address} is not an https address without a slash at the end`,
    );
  if (changed !== '') reasons.push(`files differ from what is committed:\n${changed.trimEnd()}`);
  const versions = new Set(packages.map(({ manifest }) => manifest.version));
  if (versions.size > 1)
    reasons.push(`packages have several versions: ${[...versions].join(', ')}`);
  for (const { folder, manifest } of packages)
    if (!hasEntry(folder, manifest.version))
      reasons.push(
        `${manifest.name}: CHANGELOG.md has no entry of ${manifest.version}; run changeset version`,
      );
  return reasons;
}

function hasEntry(folder: string, version: string): boolean {
  const file = join(folder, 'CHANGELOG.md');
  return existsSync(file) && readFileSync(file, 'utf8').includes(`## ${version}\n`);
}

async function status(): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['status', '--porcelain'], { cwd: root });
  return stdout;
}
