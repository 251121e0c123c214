import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

/** What one run of the built program left. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How it is run. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** User to run as; only root may choose. */
  readonly uid?: number;
  /** A file that takes the place of stdout. */
  readonly stdout?: number;
  /** Sees the process once it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs the built program to its end, as a user would. */
export async function nestvec(args: readonly string[], options: RunOptions): Promise<Outcome> {
  const { cwd, env = {}, uid, onStart, stdout: file } = options;
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, ...env },
    stdio: ['ignore', file ?? 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  onStart?.(child);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}

/** The one JSON document that a run printed. */
export function documentOf({ stdout }: Outcome): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(JSON.parse(stdout));
}
