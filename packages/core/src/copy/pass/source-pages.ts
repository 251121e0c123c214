import { retry } from '../../async/retry.ts';
import { recordBytes } from '../../ingest/to-record.ts';
import type { Include } from '../../search/search.ts';
import type { Store } from '../../store/store.ts';
import type { VectorRecord } from '../../record/record.ts';
import type { CopyOptions } from '../copy-options.ts';

/** Records that were read together. */
export interface SourcePage {
  readonly records: readonly VectorRecord[];
  readonly cursor: string;
}

/** Of records in one page: the memory of a copy is a few times this. */
const pageBytes = 4 * 2 ** 20;
const firstPage = 128;
const mostRecords = 1000;

/**
 * All pages of a collection after a cursor, each of about 4 MiB, however large its records are. Goes on after the last page where
 * the connection broke.
 */
export async function* sourcePages(
  store: Store,
  { after, include }: { readonly after: string | undefined; readonly include: Include },
  { signal, onRetry }: Pick<CopyOptions, 'signal' | 'onRetry'>,
): AsyncGenerator<SourcePage, void, undefined> {
  let cursor = after;
  let pageSize = firstPage;
  let pages: AsyncIterator<SourcePage> | undefined;
  const next = async (): Promise<IteratorResult<SourcePage, unknown>> => {
    pages ??= store.scan({ after: cursor, include, pageSize, signal })[Symbol.asyncIterator]();
    try {
      return await pages.next();
    } catch (error) {
      pages = undefined;
      throw error;
    }
  };
  const operation = `reading ${store.collection}`;
  try {
    for (;;) {
      const page = await retry(next, { operation, signal, onRetry });
      if (page.done === true) return;
      const { records } = page.value;
      ({ cursor } = page.value);
      yield { records, cursor };
      if (records.length === 0) continue;
      const fitting = fittingSize(records);
      // A scan has one size; another one is another scan.
      if (fitting >= pageSize / 2 && fitting <= pageSize * 2) continue;
      await pages?.return?.();
      pages = undefined;
      pageSize = fitting;
    }
  } finally {
    await pages?.return?.();
  }
}

/** Records of a page that are measured. */
const measured = 64;

/** As many records as make a page, by some of the last one. */
function fittingSize(records: readonly VectorRecord[]): number {
  const step = Math.max(1, Math.floor(records.length / measured));
  let [bytes, count] = [0, 0];
  for (let i = 0; i < records.length; i += step) {
    const record = records[i];
    if (record !== undefined) bytes += recordBytes(record);
    count++;
  }
  const size = Math.floor((pageBytes * count) / Math.max(1, bytes));
  return Math.min(mostRecords, Math.max(1, size));
}
