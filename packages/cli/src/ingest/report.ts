import type { IngestEstimate, IngestReport } from '@nestvec/core';
import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';
import { placeFlags } from '../open/place.ts';
import { createOutput } from '../output.ts';
import { bytes, count, money, seconds, shellWord, styles } from '../text.ts';
import { failureLine } from './failure-line.ts';
import { failureDocument } from './failure-log.ts';
import {
  type ClosedParts,
  describeClosed,
  describeDamaged,
  describeEmpty,
  describeSkipped,
  type NamedFiles,
} from './skipped.ts';

const listed = 10;

/** What a report is about. */
export interface Reported {
  readonly collection: string;
  readonly place: DatabasePlace;
  readonly json: boolean;
  readonly model: string;
  readonly elapsedMs: number;
  /** The file of dead letters, where there are some. */
  readonly deadLetters: string | undefined;
  /** The file with every failure, where there are some. */
  readonly failuresFile: string | undefined;
  /** Files that were skipped, by extension. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Files that were skipped since they hold nothing. */
  readonly empty: NamedFiles;
  /** Parts of pages that were left out since only scripts show them. */
  readonly closed: ClosedParts;
  /** Texts that hold U+FFFD, and were taken. */
  readonly damaged: NamedFiles;
}

/** Whether a run was of any use. */
export function isUseful(report: IngestReport): boolean {
  const { written, unchanged, resumed, pruned, estimate } = report;
  return written + unchanged + resumed + pruned + (estimate?.items ?? 0) > 0;
}

/** Prints what an ingest did: the failures on stderr, the summary on stdout. */
export function printReport(report: IngestReport, reported: Reported, io: Io): void {
  const { collection, place, json, deadLetters } = reported;
  const output = createOutput(io, json);
  const { dim, red } = styles(io.stdout);
  printFailures(report, reported, io);
  const { skipped, empty, closed, damaged } = reported;
  for (const note of [
    describeSkipped(skipped),
    describeEmpty(empty),
    describeClosed(closed),
    describeDamaged(damaged),
  ])
    if (note !== undefined) output.note(note);
  output.document(documentOf(report, reported));
  if (!isUseful(report)) {
    output.note(
      `${styles(io.stderr).red('error:')} ${count(report.read, 'item')} read, and nothing could be used or written`,
    );
    return;
  }
  if (report.estimate !== undefined) {
    output.line(summaryOfEstimate(report, report.estimate, collection));
    return;
  }
  output.line(summaryOf(report, reported, io));
  if (report.repeated > 0)
    output.line(
      dim(`${count(report.repeated, 'id')} came more than once; the last item of each is written`),
    );
  if (report.overwritten > 0) {
    const ids = count(report.overwritten, 'id');
    output.line(
      red(`${ids} replaced items of another source; give each source its own collection`),
    );
  }
  if (report.truncated > 0)
    output.line(
      dim(
        `${count(report.truncated, 'text')} longer than the model reads; only the beginning is embedded`,
      ),
    );
  if (deadLetters !== undefined) {
    const replay = `${io.program} ingest --replay ${shellWord(deadLetters)} -c ${collection}${placeFlags(place)}`;
    const which = report.failed > 0 ? 'Those that failed' : 'Those that failed before';
    output.line(
      `${which} are in ${deadLetters}; correct them there and ingest them with: ${replay}`,
    );
  }
  output.line(`Search it: ${io.program} search ${collection} "…"${placeFlags(place)}`);
}

function printFailures(report: IngestReport, { json, failuresFile }: Reported, io: Io): void {
  const output = createOutput(io, json);
  // In JSON mode each was an event already.
  const shown = json ? [] : report.failures.slice(0, listed);
  for (const failure of shown) output.note(`  ${failureLine(failure)}`);
  if (!json && report.failed > listed) {
    const where =
      failuresFile === undefined
        ? '; name a file for all of them with --failures'
        : `; all are in ${failuresFile}`;
    output.note(`  … and ${report.failed - listed} more${where}`);
  }
  if (report.notPruned !== undefined) {
    output.note(`nothing was removed, because ${report.notPruned}`);
  }
  if (report.notOptimized !== undefined) {
    output.note(`searches may be slow until the next ingest, because ${report.notOptimized}`);
  }
  if (report.spared > 0) {
    const kept = count(report.spared, 'record');
    output.note(`${kept} kept, because their source could not be read`);
  }
}

function documentOf(report: IngestReport, reported: Reported): object {
  const { failures, elapsedMs: _, remainingMs: _left, ...counts } = report;
  const { collection, place, model, elapsedMs, deadLetters, failuresFile } = reported;
  const { skipped, empty, closed, damaged } = reported;
  return {
    collection,
    store: place.store,
    data: place.name,
    model,
    ...counts,
    seconds: Number((elapsedMs / 1000).toFixed(3)),
    skipped,
    empty: empty.count,
    closed: { dialogs: closed.dialogs, templates: closed.templates, pages: closed.pages },
    damaged: damaged.count,
    deadLetters,
    failuresFile,
    failures: failures.map(failureDocument),
  };
}

function summaryOf(report: IngestReport, { collection, elapsedMs }: Reported, io: Io): string {
  const { bold, red } = styles(io.stdout);
  const parts = [`${count(report.written, 'item')} written`];
  if (report.resumed > 0) parts.push(`${report.resumed} of an earlier run finished`);
  if (report.unchanged > 0) parts.push(`${report.unchanged} unchanged`);
  if (report.pruned > 0) parts.push(`${report.pruned} removed`);
  if (report.failed > 0) parts.push(red(`${report.failed} failed`));
  if (report.cost !== undefined) parts.push(money(report.cost));
  const rate = Math.round(report.written / (elapsedMs / 1000));
  return `${bold(collection)}: ${parts.join(', ')}, in ${seconds(elapsedMs)} (${rate}/s)`;
}

function summaryOfEstimate(
  report: IngestReport,
  { items, contents, tokens, cost, storageBytes }: IngestEstimate,
  collection: string,
): string {
  const parts = [
    `${count(contents, 'content')} to embed`,
    count(tokens, 'token'),
    ...(cost === undefined ? [] : [money(cost)]),
    `${bytes(storageBytes)} of records`,
  ];
  const rest = `${report.unchanged} unchanged, ${report.failed} could not be used`;
  return `${collection}: would write ${count(items, 'item')} (${rest}): ${parts.join(', ')}`;
}
