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

/** A list in pieces of at most `size`. */
export function pieces<Entry>(entries: readonly Entry[], size: number): (readonly Entry[])[] {
  const cut: (readonly Entry[])[] = [];
  for (let start = 0; start < entries.length; start += size)
    cut.push(entries.slice(start, start + size));
  return cut;
}
