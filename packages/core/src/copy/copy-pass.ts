import { mapWindow } from '../async/window.ts';
import { readAhead } from '../async/read-ahead.ts';
import type { CopyContext } from './copy-context.ts';
import type { CopyPart } from './copy-parts.ts';
import { partKey } from './copy-parts.ts';
import type { CopyPass } from './copy-report.ts';
import { copyPage, failRejected } from './copy-page.ts';
import { removeGone } from './remove-gone.ts';
import { sourcePages } from './source-pages.ts';

/** Counts of a pass. */
export interface PassTally {
  read: number;
  written: number;
  unchanged: number;
  failed: number;
  removed: number;
  kept: number;
}

/** Pages that are read while earlier ones are written. */
const pagesAhead = 2;

/**
 * Reads the source once, writes what the target does not have yet, and then removes what the source no longer has. Goes on after the
 * last page of each tenant that is confirmed.
 */
export async function copyPass(context: CopyContext): Promise<CopyPass> {
  const { journal, parts } = context;
  const startedAt = performance.now();
  const { number: pass, resumed } = journal.pass();
  const tally = { read: 0, written: 0, unchanged: 0, failed: 0, removed: 0, kept: 0 };
  journal.openPass();
  for (const part of parts) {
    await copyPart(part, pass, tally, context);
  }
  const notRemoved: string[] = [];
  for (const part of parts) {
    const problem = await removeGone(part, pass, tally, context);
    if (problem !== undefined) notRemoved.push(problem);
  }
  journal.endPass();
  const elapsedMs = Math.round(performance.now() - startedAt);
  return { pass, resumed, ...tally, notRemoved, elapsedMs };
}

async function copyPart(
  part: CopyPart,
  pass: number,
  tally: PassTally,
  context: CopyContext,
): Promise<void> {
  const { journal, include, options, total, startedAt } = context;
  const key = partKey(part);
  const { cursor: after, done } = journal.state(key);
  if (done) return;
  const writer = context.writerOf(part);
  const pages = readAhead(sourcePages(part.from, { after, include }, options), pagesAhead);
  const write = async (page: Parameters<typeof copyPage>[0]) =>
    await copyPage(page, { part, pass, tally, writer, context });
  // In the order in which they were read, so that all pages up to the cursor are confirmed.
  for await (const { cursor, read } of mapWindow(pages, part.to.limits.concurrency, write)) {
    journal.advance(key, cursor, read);
    const { tenant } = part;
    const { written, unchanged, failed } = tally;
    const elapsedMs = Math.round(performance.now() - startedAt);
    const counts = { read: tally.read, written, unchanged, failed };
    options.onProgress?.({ pass, tenant, ...counts, total, elapsedMs });
  }
  failRejected(writer.rest(), { part, tally, context });
  journal.finish(key);
}
