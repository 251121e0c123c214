import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildTask } from './child.ts';

const script = fileURLToPath(new URL('child.ts', import.meta.url));

/** A worker or a producer as a process. */
export interface Child {
  readonly process: ChildProcess;
  /** The report of a producer that came through; `undefined` of one that was killed. */
  readonly ended: Promise<{ readonly lost: number } | undefined>;
}

/** Starts one. */
export function spawnChild(task: ChildTask): Child {
  const child = spawn(process.execPath, [script, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr = `${stderr}${chunk.toString()}`.slice(-4000)));
  const ended = new Promise<{ readonly lost: number } | undefined>((resolve, reject) => {
    child.once('close', (code) => {
      const line = stdout.split('\n').find((text) => text.startsWith('{"report"'));
      if (line !== undefined) resolve((JSON.parse(line) as { report: { lost: number } }).report);
      else if (code === null || code === 0) resolve(undefined);
      else reject(new Error(`a ${task.role} ended with ${code}: ${stderr}`));
    });
  });
  ended.catch(() => {});
  return { process: child, ended };
}
