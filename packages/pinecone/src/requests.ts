import { invalid } from '@nestvec/core/kit';
import type { WireRecord } from './api.ts';
import { requestBytes } from './capabilities.ts';

/** Cuts records into requests within Pinecone's limits, in their order. Each record is made when its turn comes. */
export function* requestsOf<Entry>(
  entries: Iterable<Entry>,
  toWire: (entry: Entry) => WireRecord,
  mostRecords: number,
): Generator<{ readonly entries: readonly Entry[]; readonly records: readonly WireRecord[] }> {
  let batch: Entry[] = [];
  let records: WireRecord[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const record = toWire(entry);
    const size = recordBytes(record);
    if (batch.length > 0 && (batch.length >= mostRecords || bytes + size > requestBytes)) {
      yield { entries: batch, records };
      batch = [];
      records = [];
      bytes = 0;
    }
    batch.push(entry);
    records.push(record);
    bytes += size;
  }
  if (batch.length > 0) yield { entries: batch, records };
}

/** Bytes of a record in a request. */
function recordBytes({ id, values, metadata }: WireRecord): number {
  return (
    Buffer.byteLength(JSON.stringify(id)) +
    JSON.stringify(values).length +
    metadataBytes(metadata) +
    40
  );
}

/** Bytes of a record's metadata as Pinecone counts them. */
export function metadataBytes(metadata: WireRecord['metadata']): number {
  return Buffer.byteLength(JSON.stringify(metadata));
}

/** Refuses a filter that no request has room for beside the vector that it comes with. Throws `invalid-input`. */
export function checkFilterSize(filter: object | undefined, vector: readonly number[] = []): void {
  if (filter === undefined) return;
  const bytes = Buffer.byteLength(JSON.stringify(filter)) + JSON.stringify(vector).length;
  if (bytes > requestBytes)
    throw invalid(
      'filter',
      `makes a request of ${bytes} bytes, where Pinecone takes 2 MB; ask in several calls, each with a part of its values`,
    );
}

/** A list in pieces of at most `size`. */
export function pieces<Entry>(entries: readonly Entry[], size: number): (readonly Entry[])[] {
  const cut: (readonly Entry[])[] = [];
  for (let start = 0; start < entries.length; start += size)
    cut.push(entries.slice(start, start + size));
  return cut;
}
