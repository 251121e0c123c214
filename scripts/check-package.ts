// Checks the package in the current folder as it would be published: publint and
// are-the-types-wrong over its tarball.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { packPackage } from './release/pack.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'nestvec-pack-'));
const tarball = join(folder, 'package.tgz');
try {
  await packPackage(process.cwd(), tarball);
  process.exitCode =
    (await run('publint', [tarball, '--strict'])) ||
    (await run('attw', [tarball, '--profile', 'esm-only']));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
