import { spawn } from 'node:child_process';
import type { Random } from '../data/random.ts';

/** What is killed, and when. */
export interface KillOptions {
  /** A file that Node runs, with its task as JSON in its first argument. It prints its report as JSON. */
  readonly script: string;
  /** The task of the next run: `killAt` is the step at which it is to kill itself with SIGKILL, 0 for none. */
  readonly task: (killAt: number) => object;
  readonly random: Random;
  /** Steps of which it dies at one: fewer than an undisturbed run has, so that most die. */
  readonly mostSteps: number;
  /** Shortest and longest time in milliseconds after which it is killed from outside instead. */
  readonly killAfterMs: readonly [number, number];
  /** Runs after which it counts as one that never ends. */
  readonly mostStarts: number;
  /** Whether what it said as it ended with 1 asks people for nothing but to start it again. Default: never. */
  readonly asksForAnotherRun?: ((stderr: string) => boolean) | undefined;
}

/** What became of it. */
export interface KilledRuns {
  readonly killed: number;
  /** What the run printed that came through. */
  readonly report: unknown;
}

/**
 * Runs a script again and again, each run killed at a random point, until one comes through. Half die at a step of their own choice,
 * half at whatever a moment brings: in a sync of SQLite, in a commit of the database. Rejects where a run fails.
 */
export async function killUntilThrough(options: KillOptions): Promise<KilledRuns> {
  const { script, task, random, mostSteps, mostStarts } = options;
  const [shortest, longest] = options.killAfterMs;
  let killed = 0;
  for (let starts = 0; starts < mostStarts; starts++) {
    const isAtStep = random.chance(0.5);
    // Later from run to run, so that one comes through on a machine that is slow or busy, too.
    const late = 1 + starts / 8;
    const killAt = isAtStep ? 1 + random.below(Math.round(mostSteps * late)) : 0;
    const killAfterMs = isAtStep ? undefined : (shortest + random.below(longest - shortest)) * late;
    const ended = await runOnce(script, task(killAt), killAfterMs, options.asksForAnotherRun);
    if (ended.signal === null) return { killed, report: ended.report };
    if (ended.signal === 'SIGKILL') killed++;
  }
  throw new Error(`${script} did not come through in ${mostStarts} runs`);
}

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly report: unknown;
}

async function runOnce(
  script: string,
  task: object,
  killAfterMs: number | undefined,
  asksForAnotherRun: KillOptions['asksForAnotherRun'],
): Promise<Ended> {
  const child = spawn(process.execPath, [script, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const timer =
    killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, by) => {
      if (code === 1 && asksForAnotherRun?.(stderr) === true) resolve('SIGHUP');
      else if (code === null || code === 0) resolve(by);
      else reject(new Error(`${script} ended with ${code}: ${stderr}`));
    });
  });
  clearTimeout(timer);
  return { signal, report: stdout === '' ? undefined : JSON.parse(stdout) };
}
