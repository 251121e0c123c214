import { join } from 'node:path';
import type { Embedder } from '../../embedder/embedder.ts';
import type { Journal } from '../../ingest/journal.ts';
import { openJournal } from '../../journal/open-journal.ts';
import { recordConverter } from '../target/convert-record.ts';
import { type CopyJournal, openCopyJournal } from '../journal/copy-journal.ts';
import { partKey } from '../copy-parts.ts';
import type { CopyReport } from '../copy-report.ts';
import {
  checkTargetIsOurs,
  type Copying,
  failureList,
  journalNames,
  reportStart,
} from '../copying.ts';
import { type EmbedCopying, embeddedSpec, embedPart, openTarget } from './embed-copy.ts';
import { storedContents } from './embed-items.ts';
import { estimateEmbedding } from './estimate-embedding.ts';
import { withFolder } from '../journal/journal-folder.ts';
import { makeTarget } from '../target/make-target.ts';
import { notingStore } from './noting-store.ts';
import { comparedParts, endOf, makePasses } from '../pass/passes.ts';
import { verifyCopy } from '../verify/verify-copy.ts';

/** Embeds what is stored by another embedder. */
export async function runEmbed(copying: Copying, embedder: Embedder): Promise<CopyReport> {
  const { to, source, options, found, parts } = copying;
  const spec = embeddedSpec(source, to, found?.spec, options, embedder, parts.tenants);
  const convert = recordConverter(source.spec, [], options.target.rename);
  const contents = storedContents(source.spec, spec, convert);
  const failures = failureList(options);
  const embedding = { copying, embedder, spec, contents, fail: failures.add };
  if (options.dryRun) return await estimateEmbedding(embedding, failures);
  return await withFolder(options.journal, async (directory) => {
    const recipe = { embedder: embedder.identity, rename: options.target.rename ?? {} };
    const journal = await openCopyJournal(directory, { ...journalNames(copying), recipe });
    try {
      checkTargetIsOurs(copying, journal);
      journal.begin(found !== undefined);
      await makeTarget(to, spec, found, options);
      const report = await runPasses(embedding, failures, directory, journal);
      if (options.verify === 'none') return report;
      const comparison = {
        parts: await comparedParts(parts, journal, options),
        include: { vectors: [] },
        convert,
        call: copying.call,
        source: source.spec,
        target: spec,
        vectors: [],
        ignored: ['contentHash'] as const,
      };
      return { ...report, verification: await verifyCopy(comparison, options) };
    } finally {
      journal.close();
    }
  });
}

async function runPasses(
  embedding: EmbedCopying,
  failures: ReturnType<typeof failureList>,
  directory: string,
  journal: CopyJournal,
): Promise<CopyReport> {
  const { copying } = embedding;
  const noted = { number: 0 };
  const index = await openTarget(embedding, notingStore(copying.to, journal, noted));
  const embedded = { contents: 0, tokens: 0 };
  let notOptimized: string | undefined;
  const ingests = await openJournal({ directory: join(directory, 'ingest') });
  const writeDead = async (): Promise<string | undefined> =>
    await writeDeadLetters(ingests, directory, copying.options);
  try {
    const passes = await makePasses(copying, journal, failures, async (part, pass, tally) => {
      const key = partKey(part);
      // What an earlier run had embedded is written first, whether or not the source still has it; reading it then says so.
      noted.number = pass - 1;
      const onRead = (ids: readonly string[], cursor: string): void => {
        noted.number = pass;
        journal.see(key, pass, ids);
        journal.advance(key, cursor, ids.length);
      };
      const report = await embedPart(index, part, embedding, {
        pass,
        tally,
        journal: ingests,
        onRead,
      });
      embedded.contents += report.embedded;
      embedded.tokens += report.usage.tokens;
      notOptimized = report.notOptimized;
    });
    return {
      ...reportStart(copying, []),
      passes,
      ended: endOf(passes),
      failures: failures.first(),
      notOptimized,
      embedded: { ...embedded, deadLetters: await writeDead() },
    };
  } catch (error) {
    // The failures so far; the first error is the one that counts, even where they can't be written.
    await writeDead().catch(() => {});
    throw error;
  } finally {
    await ingests.close();
  }
}

/** Writes down what could not be embedded, in a folder that stays. Resolves to the file, where there is anything. */
async function writeDeadLetters(
  ingests: Journal,
  directory: string,
  { journal }: Copying['options'],
): Promise<string | undefined> {
  if (journal === undefined) return undefined;
  const file = join(directory, 'dead.jsonl');
  return (await ingests.writeDeadLetters(file)) > 0 ? file : undefined;
}
