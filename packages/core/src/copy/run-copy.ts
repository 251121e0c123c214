import { throwIfAborted } from '../async/signal.ts';
import { messageOf } from '../errors.ts';
import { createWriter } from '../ingest/write.ts';
import type { Store } from '../store/store.ts';
import { recordConverter } from './target/convert-record.ts';
import type { CopyContext } from './pass/copy-context.ts';
import { type CopyJournal, openCopyJournal } from './journal/copy-journal.ts';
import { copyPart } from './pass/copy-part.ts';
import type { CopyReport } from './copy-report.ts';
import {
  checkTargetIsOurs,
  type Copying,
  failureList,
  journalNames,
  reportStart,
} from './copying.ts';
import { estimateCopy } from './estimate-copy.ts';
import { withFolder } from './journal/journal-folder.ts';
import { makeTarget, planSteps } from './target/make-target.ts';
import { comparedParts, endOf, isChange, makePasses } from './pass/passes.ts';
import { planTarget, type TargetPlan } from './target/target-spec.ts';
import { verifyCopy } from './verify/verify-copy.ts';

/** Copies vectors as they are stored. */
export async function runCopy(copying: Copying): Promise<CopyReport> {
  const { to, source, options, found, parts } = copying;
  const target = planTarget(source, to, found?.spec, options, parts.tenants);
  if (options.dryRun) return await estimate(copying, target);
  return await withFolder(options.journal, async (directory) => {
    // By name: databases list vectors in orders of their own.
    const vectors = target.vectors.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const recipe = { vectors, rename: options.target.rename ?? {} };
    const journal = await openCopyJournal(directory, { ...journalNames(copying), recipe });
    try {
      return await runPasses(copying, target, journal);
    } finally {
      journal.close();
    }
  });
}

async function estimate(copying: Copying, target: TargetPlan): Promise<CopyReport> {
  const { to, parts, call } = copying;
  const steps = await planSteps(to, target.spec, call);
  const found = await estimateCopy(await parts.now(), recordParts(copying, target), steps, call);
  return {
    ...reportStart(copying, target.notes),
    passes: [],
    ended: 'passes',
    failures: [],
    notOptimized: undefined,
    estimate: found,
  };
}

/** How records are read and made. */
function recordParts(
  { source, options }: Copying,
  { vectors }: TargetPlan,
): Pick<CopyContext, 'include' | 'convert'> {
  return {
    include: { vectors: [...new Set(vectors.map(({ from }) => from))] },
    convert: recordConverter(source.spec, vectors, options.target.rename),
  };
}

async function runPasses(
  copying: Copying,
  target: TargetPlan,
  journal: CopyJournal,
): Promise<CopyReport> {
  const { to, source, parts, options, call, found } = copying;
  checkTargetIsOurs(copying, journal);
  journal.begin(found !== undefined);
  await makeTarget(to, target.spec, found, options);
  const failures = failureList(options);
  const madeBy = { identity: source.spec.embedder, acceptNear: options.acceptNear };
  const isKnown = !journal.isEmpty();
  const { number: firstPass } = journal.pass();
  const context: Omit<CopyContext, 'isKnown'> = {
    options,
    ...recordParts(copying, target),
    journal,
    writerOf: (part) => createWriter({ store: part.to, madeBy, withoutVectors: true }, options),
    total: source.count,
    startedAt: performance.now(),
    fail: failures.add,
  };
  const passes = await makePasses(copying, journal, failures, async (part, pass, tally) => {
    await copyPart(part, pass, tally, { ...context, isKnown: isKnown || pass > firstPass });
  });
  const notOptimized = passes.some(isChange) ? await optimize(to, copying) : undefined;
  const report: CopyReport = {
    ...reportStart(copying, target.notes),
    passes,
    ended: endOf(passes),
    failures: failures.first(),
    notOptimized,
  };
  if (options.verify === 'none') return report;
  const sides = { source: source.spec, target: target.spec, vectors: target.vectors };
  const compared = await comparedParts(parts, journal, options);
  const comparison = { ...recordParts(copying, target), ...sides, parts: compared, call };
  return { ...report, verification: await verifyCopy(comparison, options) };
}

/** Gives why it could not be done. */
async function optimize(to: Store, { call }: Copying): Promise<string | undefined> {
  try {
    await to.optimize({ ...call, ifNeeded: true });
    return undefined;
  } catch (error) {
    throwIfAborted(call, `optimising ${to.collection}`);
    return messageOf(error);
  }
}
