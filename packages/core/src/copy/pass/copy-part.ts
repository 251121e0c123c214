import { readAhead } from '../../async/read-ahead.ts';
import { mapWindow } from '../../async/window.ts';
import type { CopyContext } from './copy-context.ts';
import { copyPage, failRejected } from './copy-page.ts';
import { type CopyPart, partKey } from '../copy-parts.ts';
import type { PassTally } from './copy-pass.ts';
import { sourcePages } from './source-pages.ts';

/** Pages that are read while earlier ones are written. */
const pagesAhead = 2;

/** Copies one tenant's records whose vectors are taken as they are stored. */
export async function copyPart(
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
