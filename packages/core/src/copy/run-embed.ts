import type { Embedder } from '../embedder/embedder.ts';
import { recordConverter } from './convert-record.ts';
import { type CopyJournal, openCopyJournal } from './copy-journal.ts';
import type { CopyReport } from './copy-report.ts';
import {
  checkTargetIsOurs,
  type Copying,
  failureList,
  journalNames,
  reportStart,
} from './copying.ts';
import { embedCopy, embeddedSpec } from './embed-copy.ts';
import { storedContents } from './embed-items.ts';
import { makeTarget, planSteps } from './make-target.ts';
import { verifyCopy } from './verify-copy.ts';
import { withFolder } from './journal-folder.ts';

/** Embeds what is stored by another embedder. */
export async function runEmbed(copying: Copying, embedder: Embedder): Promise<CopyReport> {
  const { options } = copying;
  if (options.dryRun) return await embedInto(copying, embedder, undefined, undefined);
  return await withFolder(options.journal, async (directory) => {
    const recipe = { embedder: embedder.identity, rename: options.target.rename ?? {} };
    const journal = await openCopyJournal(directory, { ...journalNames(copying), recipe });
    try {
      return await embedInto(copying, embedder, directory, journal);
    } finally {
      journal.close();
    }
  });
}

async function embedInto(
  copying: Copying,
  embedder: Embedder,
  directory: string | undefined,
  journal: CopyJournal | undefined,
): Promise<CopyReport> {
  const { to, source, parts, options, call, found, tenants } = copying;
  const spec = embeddedSpec(source, to, found?.spec, options, embedder, tenants);
  const convert = recordConverter(source.spec, [], options.target.rename);
  const contents = storedContents(source.spec, spec, convert);
  const failures = failureList(options);
  const steps = options.dryRun ? await planSteps(to, spec, call) : [];
  if (journal !== undefined) {
    checkTargetIsOurs(copying, journal);
    journal.begin();
    await makeTarget(to, spec, found, options);
  }
  const { passes, embedded } = await embedCopy(
    {
      embedder,
      to,
      parts,
      spec,
      contents,
      options,
      total: source.count,
      directory,
      fail: failures.add,
    },
    call,
  );
  const { contents: made, tokens, estimate } = embedded;
  const report: CopyReport = {
    ...reportStart(copying, []),
    passes: options.dryRun ? [] : passes,
    ended: passes.at(-1)?.written === 0 ? 'no-change' : 'passes',
    failures: failures.first(),
    notOptimized: undefined,
    embedded: { contents: made, tokens },
  };
  if (options.dryRun) {
    const { items: records, ...rest } = estimate;
    const ofTenants = tenants ? parts.length : undefined;
    return { ...report, estimate: { records, tenants: ofTenants, ...rest, steps } };
  }
  if (options.verify === 'none') return report;
  const comparison = {
    parts,
    include: { vectors: [] },
    convert,
    call,
    source: source.spec,
    target: spec,
    vectors: [],
    ignored: ['contentHash'] as const,
  };
  return { ...report, verification: await verifyCopy(comparison, options) };
}
