import type { IngestOptions, IngestReport, Item, SourceFailure, VectorIndex } from '@nestvec/core';
import { deadLetterSources, type Journal, readDeadLetters } from '@nestvec/core/journal';
import { join } from 'node:path';
import { totalOf } from './total.ts';
import type { IngestWatch } from './watch.ts';

/** What is ingested: a source of its own, or the dead letters of earlier runs. */
export type Input =
  | {
      readonly kind: 'source';
      readonly name: string;
      readonly items: AsyncIterable<Item | SourceFailure>;
    }
  | { readonly kind: 'replay'; readonly file: string };

/** What became of it. */
export interface Ingested {
  readonly report: IngestReport;
  /** The file of those that failed, where there are some and a journal. */
  readonly deadLetters: string | undefined;
}

/** Runs one ingest, or one for each source that dead letters came from, and writes down what failed. */
export async function runIngest(
  index: VectorIndex,
  input: Input,
  watch: IngestWatch,
  options: IngestOptions,
): Promise<Ingested> {
  const { journal } = options;
  let report: IngestReport;
  try {
    report = await ingestAll(index, input, watch, options);
  } catch (error) {
    // Keep the failures so far; report the original error even if writing them fails.
    await writeDeadLetters(journal, options).catch(() => {});
    throw error;
  }
  return { report, deadLetters: await writeDeadLetters(journal, options) };
}

async function ingestAll(
  index: VectorIndex,
  input: Input,
  watch: IngestWatch,
  options: IngestOptions,
): Promise<IngestReport> {
  const run = async (
    source: string,
    items: AsyncIterable<Item | SourceFailure>,
    partial: boolean | undefined,
  ): Promise<IngestReport> =>
    await index.ingest(watch.items(items), { ...watch.callbacks, ...options, source, partial });
  if (input.kind === 'source') return await run(input.name, input.items, options.partial);
  const reports: IngestReport[] = [];
  for (const source of await deadLetterSources(input.file)) {
    if (reports.length > 0 && options.drain?.aborted === true) break;
    reports.push(await run(source, readDeadLetters(input.file, { source }), true));
  }
  return totalOf(reports);
}

async function writeDeadLetters(
  journal: Journal | undefined,
  { dryRun }: IngestOptions,
): Promise<string | undefined> {
  if (journal === undefined || dryRun === true) return undefined;
  const file = join(journal.directory, 'dead.jsonl');
  return (await journal.writeDeadLetters(file)) > 0 ? file : undefined;
}
