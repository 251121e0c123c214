// `npm run tarballs` packs all packages as they are published into `tarballs/`, to be installed in another folder: `npm install …/tarballs/*.tgz`.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packages, root } from '../tests/support/workspace.ts';
import { packPackage } from './release/pack.ts';

const folder = join(root, 'tarballs');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
await Promise.all(
  packages.map(async (each) => await packPackage(each.folder, join(folder, `${each.short}.tgz`))),
);
console.log(`${packages.length} packages in ${folder}`);
