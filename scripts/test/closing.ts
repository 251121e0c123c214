import type { Report } from './report.ts';

/** The lines that end `npm test`: how each store conforms, what was skipped and why, what failed, and the counts last. */
export function closingLines(report: Report, failedChecks: readonly string[]): string[] {
  const failed = [...failedChecks.map((name) => `check ${name}`), ...report.failed];
  return [
    ...section('Conformance', storeLines(report.stores)),
    ...section('Skipped', skippedLines(report.skipped)),
    ...section('Failed', failed),
    '',
    `${report.passed} passed, ${failed.length} failed, ${report.skipped.length} skipped`,
  ];
}

function storeLines(stores: Report['stores']): string[] {
  return Object.entries(stores).map(
    ([name, { passed, failed, skipped }]) =>
      `${name}: ${passed} passed, ${failed} failed, ${skipped} not asked`,
  );
}

/** A reason once, with what is skipped for it: a server that is missing would say so hundreds of times. */
function skippedLines(skipped: Report['skipped']): string[] {
  const namesByReason = new Map<string, string[]>();
  for (const { name, reason = 'no reason given' } of skipped) {
    const names = namesByReason.get(reason) ?? [];
    names.push(name);
    namesByReason.set(reason, names);
  }
  return [...namesByReason].flatMap(([reason, names]) => [
    names.length === 1 ? `${reason}:` : `${reason} (${names.length} tests):`,
    ...names.map((name) => `  ${name}`),
  ]);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}
