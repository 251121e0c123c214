import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { run } from '../run.ts';

/** Everything that is checked without running a test. */
const checks = ['task:build', 'task:lint', 'task:format:check', 'task:knip', 'check:package'];

const runs = new URL('../../.turbo/runs/', import.meta.url);

type Summary = { tasks: { taskId: string; execution?: { exitCode: number | null } }[] };

/** Runs all checks, the rest too when one fails, and gives the names of those that failed. */
export async function runChecks(): Promise<string[]> {
  rmSync(runs, { recursive: true, force: true });
  const code = await run('turbo', ['run', ...checks, '--continue=always', '--summarize']);
  if (code === 0) return [];
  const failed = failedTasks();
  return failed.length > 0 ? failed : ['turbo'];
}

/** turbo leaves one file about its run; a task that never started has no exit code. */
function failedTasks(): string[] {
  const [file] = readdirSync(runs);
  if (file === undefined) return [];
  // turbo's own format, and the fallback above covers one that changed.
  const summary = JSON.parse(readFileSync(new URL(file, runs), 'utf8')) as Summary;
  return summary.tasks
    .filter(({ execution }) => execution?.exitCode !== 0)
    .map(({ taskId }) => readable(taskId));
}

/** `//#task:lint` → `lint`, `@nestvec/core#check:package` → `package @nestvec/core`. */
function readable(taskId: string): string {
  const [owner, task] = taskId.split('#');
  return owner === '//' ? `${task?.replace('task:', '')}` : `package ${owner}`;
}
