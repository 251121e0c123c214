import type { Output } from '../../output.ts';
import { bytes, count, oneLine, shellWord } from '../../text.ts';
import type { SizedPackage, SizeReport } from './report.ts';

/** Smaller ones share a line. */
const shown = 1e6;

/** Prints what an install takes, package by package, and how to make it smaller. */
export function printSize(report: SizeReport, output: Output): void {
  const { packages, canGo } = report;
  const large = packages.filter((one) => one.bytes >= shown);
  const small = packages.slice(large.length);
  for (const one of large)
    output.line(
      `${bytes(one.bytes).padStart(9)}  ${oneLine(`${one.name} ${one.version}`)}${noteOf(one)}`,
    );
  const rest = bytes(small.reduce((sum, one) => sum + one.bytes, 0));
  if (small.length > 0)
    output.line(`${rest.padStart(9)}  ${count(small.length, 'smaller package')}`);
  output.line(`${bytes(report.bytes).padStart(9)}  in all, for ${oneLine(report.folder)}`);
  if (canGo.neverCalledBytes > 0) {
    output.line('');
    output.line(
      `${bytes(canGo.neverCalledBytes)} are packages that nestvec never calls. Add this to package.json, remove package-lock.json and node_modules, and install again:`,
    );
    output.line(`  "overrides": ${JSON.stringify(canGo.overrides)}`);
  }
  if (canGo.foreignBytes > 0) {
    output.line('');
    output.line(
      `${bytes(canGo.foreignBytes)} are binaries for other platforms. Remove them after each install:`,
    );
    output.line(`  rm -rf ${canGo.foreign.map(shellWord).join(' ')}`);
  }
}

function noteOf({ neverCalled, foreignBytes }: SizedPackage): string {
  if (neverCalled) return ' (never called)';
  return foreignBytes > 0 ? ` (${bytes(foreignBytes)} for other platforms)` : '';
}
