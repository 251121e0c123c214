import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { rootManifest } from './workspace.ts';

const execute = promisify(execFile);

/** Runs this repository's pnpm in a folder; rejects with its output when it fails. */
export async function pnpm(folder: string, args: readonly string[]): Promise<string> {
  return npm(folder, ['exec', '--yes', '--', rootManifest.packageManager ?? 'pnpm', ...args]);
}

export async function npm(folder: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execute('npm', args, {
    cwd: folder,
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}
