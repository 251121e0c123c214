import type { IngestContext } from './context.ts';
import type { JournalRun, KeptItem } from './journal.ts';
import { toRecord } from './to-record.ts';
import type { ReadyRecord, Writer } from './write.ts';
import { failRejected } from './fail-rejected.ts';

/** Records that are rebuilt and written at once. */
const together = 256;

/**
 * Writes what a killed run had embedded and not got confirmed, from the journal alone: its source may not come by again. An item
 * whose embedding is of another embedder, or damaged, is left to its source.
 */
export async function finishUnfinished(
  run: JournalRun,
  context: IngestContext,
  writer: Writer,
): Promise<void> {
  const { target, tally } = context;
  for await (const page of run.unfinished(together)) {
    const ready = await rebuild(page, run, context);
    const lost = page.filter(
      (item) => !ready.some(({ index, record }) => index === item.index && record.id === item.id),
    );
    await run.forget(lost.map(({ id }) => id));
    if (ready.length === 0) continue;
    await target.beforeFirstWrite();
    const { confirmed, rejected } = await writer.write(ready);
    await run.confirm(
      confirmed.map(({ index, run, record: { id } }) => ({ id, index, run })),
      undefined,
    );
    await failRejected(rejected, context);
    tally.add('resumed', confirmed.length);
    tally.report();
  }
  await failRejected(writer.rest(), context);
}

async function rebuild(
  page: readonly KeptItem[],
  run: JournalRun,
  { target }: IngestContext,
): Promise<readonly ReadyRecord[]> {
  const hashes = page.flatMap(({ contents }) => contents.map(({ hash }) => hash));
  const embeddings = (await run.recall(hashes)).values();
  return page.flatMap(({ id, index, run, fields, contents }) => {
    const own = contents.map(({ modality }) => ({ modality, embedding: embeddings.next().value }));
    const found = own.flatMap(({ modality, embedding }) =>
      embedding === undefined ? [] : [{ modality, embedding }],
    );
    if (found.length < contents.length) return [];
    const record = toRecord(id, fields, found, target.spec);
    return [{ index, run, item: undefined, record }];
  });
}
