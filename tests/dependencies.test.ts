import { describe, expect, it } from 'vitest';
import { importsOf, packageOf } from './support/imports.ts';
import { isTestFile, sourceFiles } from './support/source-files.ts';
import { examples, packages, type WorkspacePackage } from './support/workspace.ts';

describe.each([...packages, ...examples])('$manifest.name', (workspacePackage) => {
  const { folder, manifest } = workspacePackage;
  const files = sourceFiles(folder);
  const published = keys(manifest.dependencies, manifest.peerDependencies);

  it('declares what its source imports', () => {
    const undeclared = imported(files.filter((file) => !isTestFile(file))).difference(published);
    expect([...undeclared]).toEqual([]);
  });

  it('imports what it declares, or passes it on as the peer of a sibling', () => {
    const used = imported(files.filter((file) => !isTestFile(file)));
    const unused = published.difference(used).difference(peersOfSiblings(workspacePackage));
    expect([...unused]).toEqual([]);
  });

  it('declares what its tests import', () => {
    const declared = published.union(keys(manifest.devDependencies));
    const undeclared = imported(files.filter(isTestFile)).difference(declared);
    expect([...undeclared]).toEqual([]);
  });

  it('installs each of its peers for its own tests', () => {
    const missing = keys(manifest.peerDependencies).difference(keys(manifest.devDependencies));
    expect([...missing]).toEqual([]);
  });
});

function imported(files: readonly string[]): Set<string> {
  const names = files.flatMap((file) =>
    importsOf(file).map(({ specifier }) => packageOf(specifier)),
  );
  return new Set(names.filter((name) => name !== undefined));
}

function peersOfSiblings({ manifest }: WorkspacePackage): Set<string> {
  const siblings = packages.filter((other) => manifest.dependencies?.[other.manifest.name]);
  return keys(...siblings.map((sibling) => sibling.manifest.peerDependencies));
}

function keys(...groups: readonly (Record<string, string> | undefined)[]): Set<string> {
  return new Set(groups.flatMap((group) => Object.keys(group ?? {})));
}
