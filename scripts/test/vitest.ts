import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from '../run.ts';
import { reportFile, type Report } from './report.ts';
import { startServers } from './servers.ts';

const reporter = fileURLToPath(new URL('reporter.ts', import.meta.url));

/** Runs vitest once; `full` asks the tests for their stated counts instead of samples. */
export async function runVitest(
  args: readonly string[],
  { full }: { full: boolean },
): Promise<Report> {
  rmSync(reportFile, { force: true });
  // A few files, named by the caller, start what they need themselves.
  const servers = args.length === 0 ? await startServers() : undefined;
  const env = { ...servers?.env, ...(full ? { NESTVEC_FULL: '1' } : {}) };
  const code = await run(
    'vitest',
    ['run', '--reporter=default', `--reporter=${reporter}`, ...args],
    { env },
  );
  await servers?.stop();
  const report = readReport();
  if (code === 0 || report.failed.length > 0) return report;
  return { ...report, failed: [`vitest ended with code ${code}`] };
}

function readReport(): Report {
  try {
    // Written by our own reporter a moment ago.
    return JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  } catch {
    return { passed: 0, failed: ['vitest left no report'], skipped: [], stores: {} };
  }
}
