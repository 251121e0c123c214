import type { IngestReport } from '@nestvec/core';
import type { Io } from '../io.ts';
import { type Place, placeFlags } from '../open/place.ts';
import { createOutput } from '../output.ts';
import { count, oneLine, seconds, styles } from '../text.ts';

const listed = 10;

/** Prints what an ingest did: the failures on stderr, the summary on stdout. */
export function printReport(
  report: IngestReport,
  flags: { readonly collection: string; readonly place: Place; readonly json: boolean },
  model: string,
  elapsedMs: number,
  io: Io,
): void {
  const { collection, place, json } = flags;
  const { failures, ...counts } = report;
  const output = createOutput(io, json);
  const { bold, dim, red } = styles(io.stdout);
  for (const { id, error } of failures.slice(0, listed)) {
    // A failure of reading begins with the name of its file or line anyway.
    const message = oneLine(error.message);
    output.note(`  ${message.includes(id) ? message : `${oneLine(id)}: ${message}`}`);
  }
  if (counts.failed > listed) output.note(`  … and ${counts.failed - listed} more`);
  output.document({
    collection,
    store: place.store,
    data: place.name,
    model,
    ...counts,
    seconds: Number((elapsedMs / 1000).toFixed(3)),
    failures: failures.map(({ id, index, stage, error }) => ({
      id,
      index,
      stage,
      code: error.code,
      message: oneLine(error.message),
    })),
  });
  if (counts.written === 0) {
    output.note(
      `${styles(io.stderr).red('error:')} none of ${count(counts.read, 'item')} could be used; nothing was written`,
    );
    return;
  }
  const rate = Math.round(counts.written / (elapsedMs / 1000));
  const failed = counts.failed === 0 ? '' : `, ${red(`${counts.failed} failed`)}`;
  output.line(
    `${bold(collection)}: ${count(counts.written, 'item')} written${failed}, in ${seconds(elapsedMs)} (${rate}/s)`,
  );
  if (counts.repeated > 0)
    output.line(dim(`${count(counts.repeated, 'id')} came more than once; the last one counts`));
  if (counts.truncated > 0)
    output.line(
      dim(`${count(counts.truncated, 'text')} longer than the model reads; the beginning counts`),
    );
  output.line(`Search it: ${io.program} search ${collection} "…"${placeFlags(place)}`);
}
