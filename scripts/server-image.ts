// Fills `docker/server/app` for its Dockerfile: the command line with what it needs at run time, for this kind of machine, and Node.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pnpm } from './bootstrap/pnpm.mjs';

const root = new URL('..', import.meta.url).pathname;
const app = join(root, 'docker/server/app');
rmSync(app, { recursive: true, force: true });

const code = await pnpm(['--filter', '@nestvec/cli', '--prod', 'deploy', '--legacy', app]);
if (code !== 0) process.exit(code);

/** Sources, and what is for other machines. */
function prune(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) continue;
    const isOther =
      /\/onnxruntime-node\/bin\/napi-v\d+$/.test(folder) && entry.name !== process.platform;
    const isOtherArch = /\/napi-v\d+\/linux$/.test(folder) && entry.name !== process.arch;
    if (isOther || isOtherArch) rmSync(path, { recursive: true });
    else if (!entry.isSymbolicLink()) prune(path);
  }
}
prune(join(app, 'node_modules'));

mkdirSync(join(app, 'bin'), { recursive: true });
copyFileSync(process.execPath, join(app, 'bin/node'));
if (!existsSync(join(app, 'dist/bin.js'))) throw new Error('run `npm run build` first');
