// `npm test`: the checks, then the tests, then one line with the counts.
import { runChecks } from './test/checks.ts';
import { closingLines } from './test/closing.ts';
import { runVitest } from './test/vitest.ts';

const args = process.argv.slice(2);
const full = args.includes('--full');
const failedChecks = await runChecks();
const report = await runVitest(
  args.filter((arg) => arg !== '--full'),
  { full },
);

console.log(closingLines(report, failedChecks).join('\n'));
process.exitCode = failedChecks.length + report.failed.length > 0 ? 1 : 0;
