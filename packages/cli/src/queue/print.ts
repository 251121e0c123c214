import type { QueueStatus, RunProgress, RunReport } from '@nestvec/queue';
import { money, seconds } from '../text.ts';
import type { Output } from '../output.ts';

/** A run in one line. */
export function describeRun(progress: RunProgress): string {
  const {
    state,
    read,
    total,
    written,
    unchanged,
    failed,
    jobs,
    perSecond,
    tokens,
    cost,
    remainingMs,
  } = progress;
  const parts = [
    `${total} read${read ? '' : ' so far'}`,
    `${written} written`,
    `${unchanged} unchanged`,
    `${failed} failed`,
    `${jobs} jobs left`,
    `${perSecond}/s`,
  ];
  if (tokens > 0) parts.push(`${tokens} tokens`);
  if (cost !== undefined) parts.push(money(cost));
  if (remainingMs !== undefined && state === 'active') parts.push(`${seconds(remainingMs)} left`);
  return parts.join(', ');
}

const states: Readonly<Record<RunProgress['state'], string>> = {
  active: 'is under way',
  cancelled: 'was cancelled',
  spent: 'came to its spend cap; the same command with a higher --spend-run goes on',
  done: 'is done',
};

/** What a run did, for people. */
export function printReport(report: RunReport, collection: string, output: Output): void {
  output.line(`${collection}: the run ${states[report.state]}: ${describeRun(report)}`);
  if (report.pruned > 0) output.line(`${report.pruned} removed, which the source no longer has`);
  if (report.lost > 0) output.note(`${report.lost} jobs were lost by Redis and added again`);
  if (report.notPruned !== undefined) output.note(`nothing was removed: ${report.notPruned}`);
  if (report.notOptimized !== undefined) output.note(`not optimized: ${report.notOptimized}`);
  for (const { id, message } of report.failures) output.note(`${id}: ${message}`);
}

/** A producer that is alive says how its run stands every second. */
const silentMs = 30_000;

/** A queue as it is, for people; `now` in milliseconds since 1970. */
export function printStatus(
  { queue, workers, jobs, runs }: QueueStatus,
  now: number,
  output: Output,
): void {
  const { waiting, active, delayed, failed } = jobs;
  output.line(
    `${queue}: ${workers} workers; jobs: ${waiting} waiting, ${active} active, ${delayed} delayed, ${failed} failed`,
  );
  for (const progress of runs) {
    output.line(`${progress.run} ${states[progress.state]}: ${describeRun(progress)}`);
    if (progress.state === 'active' && now - progress.at > silentMs)
      output.note(
        `the producer of ${progress.run} has said nothing for ${seconds(now - progress.at)}; start the same command again`,
      );
  }
}
