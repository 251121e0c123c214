import { batches } from '../../async/batch.ts';
import { throwIfAborted } from '../../async/signal.ts';
import { isNestvecError, type NestvecError } from '../../errors.ts';
import { recordBytes } from '../../ingest/to-record.ts';
import type { Rejected } from '../../ingest/rejection.ts';
import type { ReadyRecord, Writer } from '../../ingest/write.ts';
import type { VectorRecord } from '../../record/record.ts';
import type { CopyContext } from './copy-context.ts';
import type { SentRecord } from '../journal/copy-journal.ts';
import { type CopyPart, partKey } from '../copy-parts.ts';
import type { PassTally } from './copy-pass.ts';
import { hashRecord, markRecord } from '../journal/record-hash.ts';
import type { SourcePage } from './source-pages.ts';

/** What a page is written with. */
export interface PageWork {
  readonly part: CopyPart;
  readonly pass: number;
  readonly tally: PassTally;
  readonly writer: Writer;
  readonly context: CopyContext;
}

/** One request's bytes, and records: as an ingest sends them. */
const batchBytes = 8 * 2 ** 20;
const batchRecords = 1000;

/** Writes what of a page is new or has changed. Resolves when it is confirmed or refused. */
export async function copyPage(
  { records, cursor }: SourcePage,
  work: PageWork,
): Promise<{ readonly cursor: string; readonly read: number }> {
  const { part, pass, tally, writer, context } = work;
  const { journal, options } = context;
  throwIfAborted(options, `copying ${part.from.collection}`);
  const key = partKey(part);
  const { ready, sent, same } = sortPage(records, work);
  if (same.length > 0) journal.see(key, pass, same);
  if (sent.length > 0) await journal.send(key, pass, sent);
  for await (const batch of batches(ready, sizeOf, limitsOf(part))) {
    const { confirmed, rejected } = await writer.write(batch);
    journal.confirm(
      key,
      confirmed.map(({ record }) => record.id),
    );
    tally.written += confirmed.length;
    failRejected(rejected, work);
  }
  tally.read += records.length;
  tally.unchanged += same.length;
  return { cursor, read: records.length };
}

interface SortedPage {
  readonly ready: readonly ReadyRecord[];
  readonly sent: readonly SentRecord[];
  /** Ids of records that are as they were. */
  readonly same: readonly string[];
}

function sortPage(records: readonly VectorRecord[], work: PageWork): SortedPage {
  const { part, context } = work;
  const { journal, convert, isKnown } = context;
  const key = partKey(part);
  const ready: ReadyRecord[] = [];
  const sent: SentRecord[] = [];
  const same: string[] = [];
  for (const [index, record] of records.entries()) {
    const hash = hashRecord(record);
    const known = isKnown ? journal.look(key, record.id) : undefined;
    if (known?.confirmed === true && Buffer.compare(known.hash, hash) === 0) {
      same.push(record.id);
      continue;
    }
    try {
      const made = convert(record);
      sent.push({ id: record.id, hash, mark: markRecord(made) });
      ready.push({ index, item: undefined, record: made });
    } catch (error) {
      if (!isNestvecError(error, 'invalid-input')) throw error;
      failOne(record.id, error, work);
    }
  }
  return { ready, sent, same };
}

/** Counts and reports records that the target refused. */
export function failRejected(
  rejected: readonly Rejected<ReadyRecord>[],
  work: Pick<PageWork, 'part' | 'tally' | 'context'>,
): void {
  for (const { entry, error } of rejected) failOne(entry.record.id, error, work);
}

function failOne(
  id: string,
  error: NestvecError,
  { part, tally, context }: Pick<PageWork, 'part' | 'tally' | 'context'>,
): void {
  tally.failed++;
  context.fail({ tenant: part.tenant, id, code: error.code, message: error.message });
}

const sizeOf = ({ record }: ReadyRecord): { tokens: number; bytes: number } => ({
  tokens: 0,
  bytes: recordBytes(record),
});

function limitsOf({ to }: CopyPart): Parameters<typeof batches>[2] {
  return {
    items: Math.min(to.limits.recordsPerUpsert, batchRecords),
    tokens: Number.POSITIVE_INFINITY,
    bytes: Math.min(to.limits.bytesPerUpsert, batchBytes),
  };
}
