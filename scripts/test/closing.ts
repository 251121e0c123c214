import type { Report } from './report.ts';

/** The lines that end `npm test`: what was skipped and why, what failed, and the counts last. */
export function closingLines(report: Report, failedChecks: readonly string[]): string[] {
  const failed = [...failedChecks.map((name) => `check ${name}`), ...report.failed];
  return [
    ...section(
      'Skipped',
      report.skipped.map(({ name, reason }) => `${name}: ${reason ?? 'no reason given'}`),
    ),
    ...section('Failed', failed),
    '',
    `${report.passed} passed, ${failed.length} failed, ${report.skipped.length} skipped`,
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}
