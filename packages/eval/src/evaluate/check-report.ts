import { describeValue, invalid, isPlainObject } from '@nestvec/core/kit';
import type { EvaluationReport } from './report.ts';

/** Checks that a value is a report, such as one that was read from a file. Throws `invalid-input`. */
export function checkReport(report: unknown, path: string): asserts report is EvaluationReport {
  if (!isPlainObject(report) || !Array.isArray(report['tasks']))
    throw invalid(path, `must be what evaluate gives, got ${describeValue(report)}`);
  if (report['version'] !== 1)
    throw invalid(`${path}.version`, `must be 1, got ${describeValue(report['version'])}`);
  const tasks: readonly unknown[] = report['tasks'];
  for (const [i, task] of tasks.entries()) checkTask(task, `${path}.tasks[${i}]`);
}

function checkTask(task: unknown, path: string): void {
  const lists = ['cells', 'queryIds', 'groups'] as const;
  if (
    !isPlainObject(task) ||
    typeof task['metric'] !== 'string' ||
    lists.some((key) => !Array.isArray(task[key]))
  )
    throw invalid(path, 'is not a task of a report');
  const [cells, queries, groups]: readonly unknown[][] = lists.map((key) => task[key] as unknown[]); // checked above
  const count = queries?.length ?? 0;
  if (groups?.length !== count)
    throw invalid(`${path}.groups`, `must have one entry for each of ${count} queries`);
  for (const [i, cell] of (cells ?? []).entries())
    if (
      !isPlainObject(cell) ||
      !isPlainObject(cell['metrics']) ||
      !isPlainObject(cell['metrics'][task['metric']]) ||
      !Array.isArray(cell['perQuery']) ||
      cell['perQuery'].length !== count
    )
      throw invalid(
        `${path}.cells[${i}]`,
        `must have ${task['metric']} over ${count} queries, as a cell of a report has`,
      );
}
