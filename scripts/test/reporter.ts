import { mkdirSync, writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { reportFile, type Report } from './report.ts';

/** Writes what the closing lines of `npm test` need. */
export default class ReportReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const report: Report = { passed: 0, failed: [], skipped: [], stores: {} };
    for (const module of modules) addModule(report, module);
    for (const error of unhandledErrors) report.failed.push(`outside of a test: ${error.message}`);

    mkdirSync(new URL('.', reportFile), { recursive: true });
    writeFileSync(reportFile, JSON.stringify(report));
  }
}

function addModule(report: Report, module: TestModule): void {
  const file = `${module.project.name} ${module.relativeModuleId}`;
  const failedBefore = report.failed.length;
  for (const test of module.children.allTests()) {
    const name = `${file} > ${test.fullName}`;
    const result = test.result();
    addToStore(report, test.fullName, result.state);
    if (result.state === 'passed') report.passed += 1;
    else if (result.state === 'skipped') {
      report.skipped.push(result.note === undefined ? { name } : { name, reason: result.note });
    } else report.failed.push(name);
  }
  // An import that throws or a hook that fails leaves no failed test behind.
  if (module.state() === 'failed' && report.failed.length === failedBefore)
    report.failed.push(file);
}

/** Titles of suites, as `conformance` of the testkit gives them. */
const suiteOfStore = /^(.+) conforms \(NESTVEC_SEED=\d+\) > /;

function addToStore(
  { stores }: Report,
  title: string,
  state: ReturnType<TestCase['result']>['state'],
): void {
  const store = suiteOfStore.exec(title)?.[1];
  if (store === undefined || state === 'pending') return;
  const counts = (stores[store] ??= { passed: 0, failed: 0, skipped: 0 });
  counts[state] += 1;
}
