import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pnpm } from './support/pnpm.ts';
import { root } from './support/workspace.ts';

const lock = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8');
const settings = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');

it('names no registry in the lock file', () => {
  expect(lock).not.toMatch(/https?:\/\//);
  expect(lock).not.toMatch(/^\s+tarball:/m);
});

it('pins every version of the catalogue exactly', () => {
  const catalogue = /^catalog:\n((?: {2}.+\n)+)/m.exec(settings)?.[1] ?? '';
  const others = /^catalogs:\n((?: {2}.+\n)+)/m.exec(settings)?.[1] ?? '';
  const versions = [catalogue, others.replaceAll(/^ {2}\w+:\n/gm, '')].flatMap((lines) =>
    lines.trim().split('\n'),
  );
  expect(others).toContain('    typescript: ');
  expect(versions.length).toBeGreaterThan(0);
  expect(versions.filter((line) => !/: (npm:[\w-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(line))).toEqual(
    [],
  );
});

it('has a lock file that agrees with the manifests', { timeout: 60_000 }, async () => {
  const install = pnpm(root, ['install', '--frozen-lockfile', '--lockfile-only', '--offline']);
  await expect(install).resolves.toContain('Done');
});
