import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root } from './root.mjs';

/**
 * Runs the pnpm that package.json names, through npm, so that none has to be installed.
 *
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export function pnpm(args) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return run(['exec', '--yes', '--progress=false', '--', packageManager, ...args]);
}

/**
 * @param {string[]} npmArguments
 * @returns {Promise<number>}
 */
function run(npmArguments) {
  // Inside `npm run`, npm says where its own program lies; on Windows that spares a shell.
  const npm = process.env.npm_execpath;
  const [command, args] =
    npm !== undefined && /npm-cli\.[cm]?js$/.test(npm)
      ? [process.execPath, [npm, ...npmArguments]]
      : ['npm', npmArguments];
  const child = spawn(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: command === 'npm' && process.platform === 'win32',
    env: { ...process.env, DO_NOT_TRACK: '1', TURBO_TELEMETRY_DISABLED: '1' },
  });
  return exitCode(child);
}

/**
 * Waits for the child. A terminal sends Ctrl-C to the child as well, so this process only has to stay
 * until the child has cleaned up.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function exitCode(child) {
  const wait = () => {};
  process.on('SIGINT', wait);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGINT', wait);
      if (signal === null) resolve(code ?? 1);
      else process.kill(process.pid, signal);
    });
  });
}
