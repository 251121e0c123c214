import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pnpm } from '../../tests/support/pnpm.ts';
import { npmLinks } from './npm-links.ts';
import { editTarball } from './tarball.ts';

/** Packs the package of a folder as it is published: by pnpm, its pages with the links that work on npm. */
export async function packPackage(folder: string, tarball: string): Promise<void> {
  await pnpm(folder, ['pack', '--out', tarball]);
  const packed = await readFile(tarball);
  const edited = editTarball(packed, (path, text) => {
    const [, page] = /^package\/([^/]+\.md)$/.exec(path) ?? [];
    if (page === undefined) return undefined;
    const markdown = text();
    const linked = npmLinks(markdown, { file: `packages/${basename(folder)}/${page}` });
    return linked === markdown ? undefined : linked;
  });
  await writeFile(tarball, edited);
}
