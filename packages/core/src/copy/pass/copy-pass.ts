import type { CopyJournal } from '../journal/copy-journal.ts';
import type { ResolvedCopyOptions } from '../copy-options.ts';
import type { CopyPart } from '../copy-parts.ts';
import type { CopyPass } from '../copy-report.ts';
import { inUse } from '../alias/move-alias.ts';
import { removeGone } from './remove-gone.ts';
import { checkStanding, type Standing } from '../alias/standing.ts';

/** Counts of a pass. */
export interface PassTally {
  read: number;
  written: number;
  unchanged: number;
  failed: number;
  removed: number;
  kept: number;
}

/** What a pass works with, whatever it does with what it reads. */
export interface PassContext {
  readonly journal: CopyJournal;
  readonly options: ResolvedCopyOptions;
  readonly standing: Standing;
  /** Reads one tenant and writes what the target does not have yet. */
  readonly copyPart: (part: CopyPart, pass: number, tally: PassTally) => Promise<void>;
}

/**
 * Reads the source once, writes what the target does not have yet, and then removes what the source no longer has. Goes on after the
 * last page of each tenant that is confirmed.
 */
export async function copyPass(
  parts: readonly CopyPart[],
  { journal, options, standing, copyPart }: PassContext,
): Promise<CopyPass> {
  const startedAt = performance.now();
  const { number: pass, resumed } = journal.pass();
  const tally = { read: 0, written: 0, unchanged: 0, failed: 0, removed: 0, kept: 0 };
  journal.openPass();
  for (const part of parts) await copyPart(part, pass, tally);
  await checkStanding(standing, { signal: options.signal });
  const notRemoved: string[] = [];
  const used = await inUse(standing, options);
  for (const part of parts) {
    const problem = await removeGone(part, pass, tally, { journal, options, used });
    if (problem !== undefined) notRemoved.push(problem);
  }
  journal.endPass();
  const elapsedMs = Math.round(performance.now() - startedAt);
  return { pass, resumed, ...tally, notRemoved, elapsedMs };
}
