import type { CopyJournal } from '../journal/copy-journal.ts';
import { copyPass, type PassContext } from './copy-pass.ts';
import type { CopyPart } from '../copy-parts.ts';
import type { CopyPass, CopyReport } from '../copy-report.ts';
import { checkStanding } from '../alias/standing.ts';
import type { Copying, FailureList } from '../copying.ts';

/** Whether a pass found something to do. */
export function isChange({ written, removed }: CopyPass): boolean {
  return written + removed > 0;
}

/** Why passes ended. */
export function endOf(passes: readonly CopyPass[]): CopyReport['ended'] {
  const last = passes.at(-1);
  return last === undefined || isChange(last) ? 'passes' : 'no-change';
}

/** What is compared: all that was copied, and tenants that only the target has, unless others may fill it. */
export async function comparedParts(
  parts: Copying['parts'],
  journal: CopyJournal,
  { merge }: Pick<Copying['options'], 'merge'>,
): Promise<readonly CopyPart[]> {
  const others = merge ? [] : await parts.inTarget();
  return await parts.now([...journal.tenants(), ...others]);
}

/** Passes over the source until one finds nothing to do, or all that were asked for are made. */
export async function makePasses(
  { parts, options, standing, call }: Copying,
  journal: CopyJournal,
  failures: FailureList,
  copyPart: PassContext['copyPart'],
): Promise<readonly CopyPass[]> {
  const passes: CopyPass[] = [];
  let last: CopyPass;
  do {
    failures.clear();
    if (passes.length > 0) await checkStanding(standing, call);
    const now = await parts.now(journal.tenants());
    last = await copyPass(now, { journal, options, standing, copyPart });
    passes.push(last);
  } while (passes.length <= options.follow && isChange(last));
  return passes;
}
