import { join, resolve } from 'node:path';
import { type IngestOptions, isNestvecError, type VectorIndex } from '@nestvec/core';
import type { Journal } from '@nestvec/core/journal';
import { type ExitCode, exitCodes } from '../exit.ts';
import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';
import { usualData } from '../open/databases.ts';
import { miniClip } from '../open/model.ts';
import { createOutput } from '../output.ts';
import { createFailureLog } from './failure-log.ts';
import type { IngestFlags } from './ingest-flags.ts';
import { openChosenJournal } from './journal-place.ts';
import { isUseful, printReport } from './report.ts';
import { type Input, runIngest } from './run-ingest.ts';
import type { SkippedFiles } from './skipped.ts';
import { watchIngest } from './watch.ts';

/** What is asked of an ingest. */
export interface IngestRequest {
  readonly flags: IngestFlags;
  readonly place: DatabasePlace;
  /** Filled by the source while it is read. */
  readonly skipped: SkippedFiles;
}

/** Embeds and writes the items of an input, follows that on stderr, and prints the report. Gives the exit code. */
export async function ingestInto(
  index: VectorIndex,
  input: Input,
  { flags, place, skipped }: IngestRequest,
  io: Io,
): Promise<ExitCode> {
  const { signal, now } = io;
  const { model } = index.embedder.identity;
  const { collection, json, dryRun, prune, limit, price } = flags;
  const output = createOutput(io, json);
  const started = now();
  const journal = await openChosenJournal({ ...flags, place }, io);
  const log = createFailureLog(failuresPath(flags, journal, io), output.note);
  const watch = watchIngest(io, json, {
    onFirstImage: () => {
      if (model === miniClip && !dryRun) output.note(trialNotice(io));
    },
    onFailure: log.add,
  });
  const options: IngestOptions = {
    journal,
    drain: signal,
    dryRun,
    prune,
    partial: limit !== undefined,
    price: price === undefined ? undefined : { perMillionTokens: price, currency: 'USD' },
  };
  try {
    const { report, deadLetters } = await runIngest(index, input, watch, options);
    watch.clear();
    const failuresFile = log.close();
    if (report.drained) return stopped(flags, { ...watch.counts(), failuresFile }, io);
    const elapsedMs = now() - started;
    const left = {
      skipped: skipped.counts(),
      empty: skipped.empty(),
      closed: skipped.closed(),
      damaged: skipped.damaged(),
    };
    const found = { deadLetters, failuresFile, ...left };
    printReport(report, { ...flags, place, model, elapsedMs, ...found }, io);
    if (report.failed > 0) return isUseful(report) ? exitCodes.partial : exitCodes.error;
    return isUseful(report) || dryRun ? exitCodes.ok : exitCodes.error;
  } catch (error) {
    watch.clear();
    const counts = { ...watch.counts(), failuresFile: log.close() };
    // Also where the spend cap ends it.
    if (isNestvecError(error, 'embedder')) {
      output.note(`${counts.written} of the ${counts.read} read so far are written`);
    }
    if (!isNestvecError(error, 'aborted') || !signal.aborted) throw error;
    return stopped({ collection, json }, counts, io);
  } finally {
    await journal?.close();
  }
}

/** Where all failures of this run are written; a dry run writes only what it is asked to. */
function failuresPath(
  { failures, collection, dryRun }: IngestFlags,
  journal: Journal | undefined,
  { cwd }: Io,
): string | undefined {
  if (failures !== undefined) return resolve(cwd, failures);
  if (dryRun) return undefined;
  if (journal !== undefined) return join(journal.directory, 'failures.jsonl');
  return resolve(cwd, usualData, 'failures', `${collection}.jsonl`);
}

interface StoppedCounts {
  readonly read: number;
  readonly written: number;
  readonly failed: number;
  readonly failuresFile: string | undefined;
}

function stopped(
  { collection, json }: { readonly collection: string; readonly json: boolean },
  { read, written, failed, failuresFile }: StoppedCounts,
  io: Io,
): ExitCode {
  const output = createOutput(io, json);
  output.document({ collection, stopped: true, read, written, failed, failuresFile });
  if (failuresFile !== undefined) output.note(`${failed} failed; all are in ${failuresFile}`);
  output.note(
    `stopped: ${written} of the ${read} read so far are written; the same command again goes on`,
  );
  return exitCodes.interrupted;
}

function trialNotice({ program }: Io): string {
  return `mini-clip knows drawings of everyday things and is for trying. For photos and real texts: ${program} model pull jinaai/jina-clip-v2, then ingest with --model jinaai/jina-clip-v2`;
}
