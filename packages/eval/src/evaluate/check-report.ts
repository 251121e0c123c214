import { describeValue, invalid, isPlainObject } from '@nestvec/core/kit';
import type { EvaluationReport } from './report.ts';

/** Checks that a value is a report, such as one that was read from a file. Throws `invalid-input`. */
export function checkReport(report: unknown, path: string): asserts report is EvaluationReport {
  if (!isPlainObject(report) || !Array.isArray(report['tasks']))
    throw invalid(path, `must be what evaluate gives, got ${describeValue(report)}`);
  if (report['version'] !== 1)
    throw invalid(`${path}.version`, `must be 1, got ${describeValue(report['version'])}`);
  const tasks: readonly unknown[] = report['tasks'];
  for (const [i, task] of tasks.entries())
    if (!isPlainObject(task) || !Array.isArray(task['cells']) || typeof task['metric'] !== 'string')
      throw invalid(`${path}.tasks[${i}]`, 'is not a task of a report');
}
