import type { Item } from '../embedder/item.ts';
import { NestvecError } from '../errors.ts';
import type { IngestOptions } from '../ingest/types.ts';
import type { VectorIndex } from './vector-index.ts';

/**
 * Ingests items and gives their ids, where all or nothing is expected: the good ones are written, and one `store` error holds the ids of
 * all others.
 */
export async function ingestAll(
  index: Pick<VectorIndex, 'ingest' | 'store'>,
  items: readonly Item[],
  options: Omit<IngestOptions, 'partial' | 'onFailure'> = {},
): Promise<string[]> {
  const failures: { readonly id: string; readonly error: unknown }[] = [];
  await index.ingest(items, { ...options, partial: true, onFailure: (one) => failures.push(one) });
  const [first] = failures;
  if (first === undefined) return items.map(({ id }) => id);
  const { database, collection } = index.store;
  const unconfirmedIds = [...new Set(failures.map(({ id }) => id))];
  const reason = first.error instanceof Error ? first.error.message : String(first.error);
  throw new NestvecError(
    'store',
    `${database}: ${unconfirmedIds.length} of ${items.length} documents were not written to ${JSON.stringify(collection)}, such as ${JSON.stringify(first.id)}: ${reason}`,
    { database, collection, operation: 'upsert', unconfirmedIds, retryable: false },
    { cause: first.error },
  );
}
