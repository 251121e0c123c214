import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from './support/workspace.ts';

// Benches run by hand, so that a renamed export breaks them without anyone noticing. Their rivals' packages are installed by who
// runs them; all else that the compiler finds is a fault.

const execute = promisify(execFile);

it('compiles every bench against the packages as they are now', { timeout: 60_000 }, async () => {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'bench/package.json'), 'utf8'));
  const rivals = Object.keys((manifest as { devDependencies: object }).devDependencies); // its own shape, just read
  const compiler = join(
    dirname(createRequire(join(root, 'package.json')).resolve('typescript/package.json')),
    'bin/tsc',
  );
  expect(existsSync(compiler)).toBe(true);
  const output = await execute(
    process.execPath,
    [compiler, '-p', join(root, 'bench'), '--pretty', 'false'],
    { cwd: root },
  ).then(
    ({ stdout }) => stdout,
    // Of execFile: the compiler's exit code is not 0 where it finds something.
    (error: unknown) => (error as { readonly stdout: string }).stdout,
  );
  const isRival = (line: string): boolean =>
    [...rivals, 'sharp'].some((name) => line.includes(`Cannot find module '${name}`));
  const faults = output.split('\n').filter((line) => line.includes('error TS') && !isRival(line));
  expect(faults).toEqual([]);
});
