import { forEachInWindow } from '../../async/window.ts';
import type { VectorRecord } from '../../record/record.ts';
import type { StoreErrors } from '../store-errors.ts';

/** Bounds of one request. */
export interface RequestLimits {
  readonly records: number;
  readonly bytes: number;
}

/** One request of a write. */
export interface WriteRequest {
  /** How many records it holds. */
  readonly count: number;
  /** Resolves when all of them are stored but those that are refused. */
  send(): Promise<readonly RefusedRecord[]>;
}

/** A record that the server refused, by its place in the request. */
export interface RefusedRecord {
  readonly index: number;
  readonly error: string;
}

/** The server took a request and refused records of it. */
export class RefusedRecords extends Error {
  override readonly name = 'RefusedRecords';

  constructor(refused: readonly RefusedRecord[]) {
    const others = refused.length > 1 ? ` (and ${refused.length - 1} more in its request)` : '';
    super(`${(refused[0]?.error ?? '').slice(0, 300)}${others}`);
  }
}

/** How records become requests. */
export interface Packing<Part, Data> {
  /** What is sent of one, and its bytes. */
  readonly pack: (part: Part) => { readonly data: Data; readonly bytes: number };
  readonly send: (parts: readonly Data[]) => Promise<readonly RefusedRecord[]>;
}

/** Room for what stands around the records of a request. */
export const envelopeBytes = 1024;

/** Cuts records into requests within the limits, in their order; each is made when it is asked for. */
export function* cutIntoRequests<Part, Data>(
  parts: Iterable<Part>,
  { records, bytes: maxBytes }: RequestLimits,
  { pack, send }: Packing<Part, Data>,
): Generator<WriteRequest, void, undefined> {
  let batch: Data[] = [];
  let bytes = envelopeBytes;
  const request = (data: readonly Data[]): WriteRequest => ({
    count: data.length,
    send: async () => await send(data),
  });
  for (const part of parts) {
    const packed = pack(part);
    if (batch.length > 0 && (batch.length >= records || bytes + packed.bytes > maxBytes)) {
      yield request(batch);
      batch = [];
      bytes = envelopeBytes;
    }
    batch.push(packed.data);
    bytes += packed.bytes;
  }
  if (batch.length > 0) yield request(batch);
}

/** What requests are sent for. */
export interface Sending {
  readonly collection: string;
  readonly operation: string;
  readonly errors: StoreErrors;
  /** Throws `closed` or `aborted`; called before each request. */
  readonly begin: () => void;
  /** Requests in flight. */
  readonly width: number;
}

/**
 * Sends the requests of a write. They run side by side until one fails; those under way then end, and exactly the ids of
 * requests that did not succeed, and of records that the server refused, are unconfirmed.
 */
export async function sendRequests(
  requests: Iterable<WriteRequest>,
  records: readonly VectorRecord[],
  { collection, operation, errors, begin, width }: Sending,
): Promise<void> {
  const unconfirmed = new Set(records.map(({ id }) => id));
  let start = 0;
  try {
    await forEachInWindow(requests, width, async (request) => {
      const some = records.slice(start, (start += request.count));
      begin();
      const refused = await request.send();
      const places = new Set(refused.map(({ index }) => index));
      for (const [i, { id }] of some.entries()) if (!places.has(i)) unconfirmed.delete(id);
      if (refused.length > 0) throw new RefusedRecords(refused);
    });
  } catch (error) {
    throw errors.toStoreError(error, { collection, operation, ids: [...unconfirmed] });
  }
}
