import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Io, TextSink } from '../io.ts';
import { jsonLines, wantsJson } from '../json-lines.ts';
import { main } from '../main.ts';

const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

/** What one run left. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How it is run. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** How it is run as a process. */
export interface ProcessOptions extends RunOptions {
  /** User to run as; only root may choose. */
  readonly uid?: number;
  /** A file that takes the place of stdout. */
  readonly stdout?: number;
  /** Sees the process once it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/**
 * Runs a command line to its end within this process, in its own folder and environment: a tenth of the time that a process takes
 * to start. One at a time. What belongs to a process (signals, users, its streams) is tested by `nestvecProcess`.
 */
export async function nestvec(args: readonly string[], options: RunOptions): Promise<Outcome> {
  const { cwd, env = {} } = options;
  const texts = { out: '', err: '' };
  const sink = (name: 'out' | 'err'): TextSink => ({
    write(text) {
      texts[name] += text;
    },
    isTerminal: false,
    hasColors: false,
    columns: 80,
  });
  const before = { env: process.env, cwd: process.cwd() };
  process.env = { PATH: before.env['PATH'], HOME: cwd, LANCEDB_LOG: 'error', ...env };
  process.chdir(cwd);
  try {
    const io: Io = {
      stdout: sink('out'),
      stderr: wantsJson(args) ? jsonLines(sink('err')) : sink('err'),
      ask: undefined,
      env: process.env,
      cwd,
      program: 'nestvec',
      signal: new AbortController().signal,
      now: () => performance.now(),
    };
    const code = await main(args, io);
    return { code, stdout: texts.out, stderr: texts.err };
  } finally {
    process.chdir(before.cwd);
    process.env = before.env;
  }
}

/** Runs the built program to its end, as a user would. */
export async function nestvecProcess(
  args: readonly string[],
  options: ProcessOptions,
): Promise<Outcome> {
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
