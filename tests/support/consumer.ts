import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packPackage } from '../../scripts/release/pack.ts';
import { npm } from './pnpm.ts';
import { packages, pinned, root } from './workspace.ts';

const execute = promisify(execFile);

/** What of a program's output is wanted besides stdout. */
type Wanted = { readonly withErrors?: boolean };

export type Consumer = {
  folder: string;
  /** Runs a program in the folder with this Node; rejects with its output when it fails. */
  run(
    command: string,
    args: readonly string[],
    env?: Record<string, string>,
    wanted?: Wanted,
  ): Promise<string>;
  remove(): Promise<void>;
};

/** What a project is to have. */
export type Project = {
  /** Short names of our packages. Default: all. */
  ours?: readonly string[];
  /** Others, as npm takes them. Default: the peers that the README says to install. */
  others?: readonly string[];
  /** Of its `package.json`, besides the name. */
  manifest?: object;
  /** Installs what a package manager takes as names. Default: npm, without install scripts. */
  install?: (folder: string, wanted: readonly string[]) => Promise<unknown>;
};

/**
 * A project of a user, outside the workspace: published packages are packed and their tarballs installed.
 */
export async function createConsumer({
  ours = packages.map(({ short }) => short),
  others = peers,
  manifest = {},
  install = npmInstall,
}: Project = {}): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-consumer-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const wanted = packages.filter(({ short }) => ours.includes(short));
    const tarballs = await Promise.all(
      wanted.map((each) => packTarball(each.folder, folder, each.short)),
    );
    const whole = { name: 'consumer', private: true, type: 'module', overrides, ...manifest };
    await writeFile(join(folder, 'package.json'), JSON.stringify(whole));
    // The lines of core's README name images beside them; these are the quickstart's.
    await cp(join(root, 'packages/cli/catalogue/images'), join(folder, 'images'), {
      recursive: true,
    });
    await install(folder, [...tarballs, ...others]);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, run: (...program) => runIn(folder, ...program), remove };
}

/** Genkit’s telemetry for Google’s clouds, hundreds of packages that it loads only where an app asks for it; one that is there anyway stands in. */
const overrides = { '@genkit-ai/firebase': `npm:${pinned('zod').join()}` };

/** Installs packages into a folder with npm, without install scripts. */
export async function npmInstall(folder: string, wanted: readonly string[]): Promise<void> {
  const quiet = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  await npm(folder, ['install', ...quiet, ...wanted]);
}

/** Packs a package as it is published. */
export async function packTarball(from: string, to: string, name: string): Promise<string> {
  const tarball = join(to, `${name}.tgz`);
  await packPackage(from, tarball);
  return tarball;
}

/**
 * The peers that the README says to install. Without them npm may put at the top what LanceDB's own dependencies ask for, an older sharp
 * and runtime, which nestvec refuses by name when it loads them.
 */
const peers = ['onnxruntime-node', 'sharp', 'tokenizers'];

async function runIn(
  folder: string,
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
  { withErrors = false }: Wanted = {},
): Promise<string> {
  const path = [dirname(process.execPath), join(folder, 'node_modules/.bin'), process.env['PATH']];
  const { stdout, stderr } = await execute(command, args, {
    cwd: folder,
    shell: process.platform === 'win32',
    env: { ...process.env, ...env, PATH: path.join(delimiter) },
  });
  return withErrors ? `${stdout}${stderr}` : stdout;
}
