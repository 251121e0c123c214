// Fills `docker/server/app` for its Dockerfile: the command line with what it needs at run time, for this kind of machine, and Node.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pnpm } from './bootstrap/pnpm.mjs';

const root = new URL('..', import.meta.url).pathname;
const app = join(root, 'docker/server/app');
rmSync(app, { recursive: true, force: true });

const code = await pnpm(['--filter', '@nestvec/cli', '--prod', 'deploy', '--legacy', app]);
if (code !== 0) process.exit(code);

/** Binaries for other machines: `tokenizers.darwin-arm64.node` beside `tokenizers.linux-x64-gnu.node`. */
function isForeignBinary(name: string): boolean {
  const [, platform] = /\.([a-z\d]+-[a-z\d-]+)\.node$/.exec(name) ?? [];
  return platform !== undefined && platform !== `${process.platform}-${process.arch}-gnu`;
}

/** Folders of onnxruntime-node for other machines. */
function isForeignFolder(folder: string, name: string): boolean {
  return (
    (/\/onnxruntime-node\/bin\/napi-v\d+$/.test(folder) && name !== process.platform) ||
    (/\/onnxruntime-node\/bin\/napi-v\d+\/\w+$/.test(folder) && name !== process.arch)
  );
}

/** A peer of the client of Qdrant, for its types. */
function isCompiler(name: string): boolean {
  return /^(@typescript\+|typescript@)/.test(name);
}

/** What is read by people and compilers only; licences stay. */
const notRun = /\.(d\.[cm]?ts|[cm]?ts|map|tsbuildinfo|md|markdown)$/i;

function prune(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (isForeignFolder(folder, entry.name) || isCompiler(entry.name))
        rmSync(path, { recursive: true });
      else prune(path);
    } else if (
      isForeignBinary(entry.name) ||
      (notRun.test(entry.name) && !/licen[cs]e|notice/i.test(entry.name))
    )
      rmSync(path);
  }
}
prune(app);

/** Leaves out what debuggers read. Into another file, since this one may be linked to that of the workspace. */
function strip(path: string): void {
  const stripped = `${path}.stripped`;
  const { status } = spawnSync('strip', ['--strip-unneeded', '-o', stripped, path]);
  if (status === 0) renameSync(stripped, path);
  else console.log(`${path} stays as it is: strip of binutils is not there, or failed`);
}

mkdirSync(join(app, 'bin'), { recursive: true });
copyFileSync(process.execPath, join(app, 'bin/node'));
strip(join(app, 'bin/node'));
for (const path of globSync('node_modules/.pnpm/@lancedb+*/**/*.node', { cwd: app }))
  strip(join(app, path));
if (!existsSync(join(app, 'dist/bin.js'))) throw new Error('run `npm run build` first');
