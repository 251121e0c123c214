// Writes the address of the project into the manifests of the packages, after the owner has put it into `release/address.ts`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packages } from '../tests/support/workspace.ts';
import { addressFields } from './release/address.ts';
import { run } from './run.ts';

for (const { folder, short } of packages) {
  const file = join(folder, 'package.json');
  const {
    repository: _,
    homepage: __,
    bugs: ___,
    ...manifest
  } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>; // a manifest is an object
  writeFileSync(file, JSON.stringify({ ...manifest, ...addressFields(short) }));
}
process.exitCode = await run(
  'oxfmt',
  packages.map(({ folder }) => join(folder, 'package.json')),
);
