import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { WorkspacePackage } from '../../tests/support/workspace.ts';
import { run } from '../run.ts';

/** Where packages are published. */
export interface Registry {
  readonly has: (name: string, version: string) => Promise<boolean>;
  /** Gives the exit code. */
  readonly publish: (tarball: string) => Promise<number>;
}

/** npm, as the environment names and opens it. */
export const npmRegistry: Registry = {
  async has(name, version) {
    // A package that is not there ends with a code; so does a registry that can't be reached, where publishing then fails.
    const { stdout } = await promisify(execFile)('npm', [
      'view',
      `${name}@${version}`,
      'version',
    ]).catch(() => ({ stdout: '' }));
    return stdout.trim() === version;
  },
  publish: async (tarball) =>
    await run('npm', ['publish', tarball, '--access', 'public', '--provenance']),
};

/**
 * Publishes packages, each after those that it needs. What is there already is left out, so that a run that broke off can be repeated.
 * Ends at the first that fails, with its exit code.
 */
export async function publishAll(
  packages: readonly WorkspacePackage[],
  registry: Registry,
  pack: (each: WorkspacePackage) => Promise<string>,
): Promise<number> {
  for (const each of neededFirst(packages)) {
    const { name, version } = each.manifest;
    if (await registry.has(name, version)) continue;
    const code = await registry.publish(await pack(each));
    if (code !== 0) return code;
  }
  return 0;
}

function neededFirst(packages: readonly WorkspacePackage[]): readonly WorkspacePackage[] {
  const ordered = new Set<WorkspacePackage>();
  const add = (each: WorkspacePackage): void => {
    const { dependencies, peerDependencies } = each.manifest;
    const needed = { ...dependencies, ...peerDependencies };
    for (const other of packages)
      if (Object.hasOwn(needed, other.manifest.name) && !ordered.has(other)) add(other);
    ordered.add(each);
  };
  for (const each of packages) add(each);
  return [...ordered];
}
