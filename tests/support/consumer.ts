import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { npm, pnpm } from './pnpm.ts';
import { packages, root } from './workspace.ts';

const execute = promisify(execFile);

export type Consumer = {
  folder: string;
  /** Runs a program in the folder with this Node; rejects with its output when it fails. */
  run(command: string, args: readonly string[], env?: Record<string, string>): Promise<string>;
  remove(): Promise<void>;
};

/**
 * A project of a user, outside the workspace: every published package is packed and its tarball
 * installed with npm, without install scripts.
 */
export async function createConsumer(): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-consumer-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const tarballs = await Promise.all(
      packages.map((each) => packTarball(each.folder, folder, each.short)),
    );
    const manifest = { name: 'consumer', private: true, type: 'module' };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    // The README's lines name pictures beside them; these are the quickstart's.
    await cp(join(root, 'packages/cli/catalogue/pictures'), join(folder, 'pictures'), {
      recursive: true,
    });
    await npm(folder, ['install', '--ignore-scripts', '--prefer-offline', ...tarballs]);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, run: (command, args, env) => runIn(folder, command, args, env), remove };
}

/** Packs a package as it is published. */
export async function packTarball(from: string, to: string, name: string): Promise<string> {
  const tarball = join(to, `${name}.tgz`);
  await pnpm(from, ['pack', '--out', tarball]);
  return tarball;
}

async function runIn(
  folder: string,
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const path = [dirname(process.execPath), join(folder, 'node_modules/.bin'), process.env['PATH']];
  const { stdout } = await execute(command, args, {
    cwd: folder,
    shell: process.platform === 'win32',
    env: { ...process.env, ...env, PATH: path.join(delimiter) },
  });
  return stdout;
}
