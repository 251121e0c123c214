import { spawn } from 'node:child_process';

export type RunOptions = { cwd?: string; env?: Record<string, string> };

/**
 * Runs a program of this repository with our output as its own, and gives its exit code.
 * A Ctrl-C is left to the program; afterwards it ends this process as well.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<number> {
  let interrupted = false;
  const onInterrupt = () => {
    interrupted = true;
  };
  process.on('SIGINT', onInterrupt);
  try {
    const child = spawn(command, args, {
      stdio: 'inherit',
      shell: process.platform === 'win32',
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
    });
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
  } finally {
    process.off('SIGINT', onInterrupt);
    if (interrupted) process.exit(130);
  }
}
