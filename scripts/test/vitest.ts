import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from '../run.ts';
import { reportFile, type Report } from './report.ts';

const reporter = fileURLToPath(new URL('reporter.ts', import.meta.url));

/** Runs vitest once; `full` asks the tests for their stated counts instead of samples. */
export async function runVitest(
  args: readonly string[],
  { full }: { full: boolean },
): Promise<Report> {
  rmSync(reportFile, { force: true });
  const code = await run(
    'vitest',
    ['run', '--reporter=default', `--reporter=${reporter}`, ...args],
    full ? { env: { NESTVEC_FULL: '1' } } : {},
  );
  const report = readReport();
  if (code === 0 || report.failed.length > 0) return report;
  return { ...report, failed: [`vitest ended with code ${code}`] };
}

function readReport(): Report {
  try {
    // Written by our own reporter a moment ago.
    return JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  } catch {
    return { passed: 0, failed: ['vitest left no report'], skipped: [] };
  }
}
