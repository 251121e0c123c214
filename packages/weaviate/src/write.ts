import type { CallOptions, VectorRecord } from '@nestvec/core';
import { checkRecord, invalid, lastOfEachId } from '@nestvec/core/store';
import type { NewObject } from './api.ts';
import { checkWritable } from './attach.ts';
import { limits } from './capabilities.ts';
import { storeError, toStoreError } from './errors.ts';
import { isPassing } from './failure.ts';
import type { ObjectError } from './grpc/answer.ts';
import type { Transport, WriteRequest } from './transport.ts';
import { messageLimit } from './options.ts';
import type { View } from './view.ts';

/**
 * Writes whole records, a few requests at a time. The caller holds the lock. Every length is checked before anything is sent:
 * the server compares lengths with what its index holds, so within the first request it would take wrong ones, and be broken.
 */
export async function upsertRecords(
  view: View,
  records: readonly VectorRecord[],
  call: CallOptions | undefined,
): Promise<void> {
  const { session, spec } = view;
  checkWritable(session.options);
  for (const [i, record] of records.entries()) checkRecord(record, spec, `records[${i}]`);
  if (records.length === 0) return;
  const transport = await session.transport();
  for (const [i, record] of records.entries()) checkSize(view, record, transport, `records[${i}]`);
  await writeRecords(view, lastOfEachId(records), 'upsert', call);
}

/**
 * Writes records of which each is right by itself. Requests run side by side until one fails; those under way then end, and
 * exactly the ids of requests that did not succeed, and of records that the server names, are unconfirmed.
 */
export async function writeRecords(
  view: View,
  records: readonly VectorRecord[],
  operation: string,
  call: CallOptions | undefined,
): Promise<void> {
  const { session, collection, place } = view;
  const { batchRecords, batchBytes, concurrency } = session.options;
  const transport = await session.transport();
  const requests = transport.requests(place, objectsOf(view, records), {
    records: batchRecords,
    bytes: batchBytes,
  });
  const unconfirmed = new Set(records.map(({ id }) => id));
  let refusal: string | undefined;
  try {
    await sendAll(requests, transport.width ?? concurrency, async (request, start) => {
      session.begin(operation, call);
      const errors = await request.send();
      const refused = new Set(errors.map(({ index }) => index));
      for (const [i, { id }] of records.slice(start, start + request.count).entries())
        if (!refused.has(i)) unconfirmed.delete(id);
      refusal ??= describeErrors(errors);
      return errors.length === 0;
    });
  } catch (error) {
    throw toStoreError(error, { collection, operation, ids: [...unconfirmed] });
  }
  if (refusal === undefined) return;
  const failure = {
    status: undefined,
    retryAfterMs: undefined,
    retryable: isPassing(refusal),
    reason: refusal,
    code: undefined,
  };
  throw storeError({ collection, operation, ids: [...unconfirmed] }, failure);
}

/** The server's words for the first of several objects. An error does not always mean that an object is not stored. */
function describeErrors(errors: readonly ObjectError[]): string | undefined {
  const [first] = errors;
  if (first === undefined) return undefined;
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more in its request)` : '';
  return `${first.error.slice(0, 300)}${others}`;
}

/** Runs tasks in order, `width` at once. After the first that fails none begins; it is thrown when the others have ended. */
async function sendAll(
  requests: Iterable<WriteRequest>,
  width: number,
  task: (request: WriteRequest, start: number) => Promise<boolean>,
): Promise<void> {
  const waiting = requests[Symbol.iterator]();
  const failures: unknown[] = [];
  let start = 0;
  let stopped = false;
  const work = async (): Promise<void> => {
    try {
      for (;;) {
        if (stopped) return;
        const next = waiting.next();
        if (next.done === true) return;
        const at = start;
        start += next.value.count;
        if (!(await task(next.value, at))) stopped = true;
      }
    } catch (error) {
      stopped = true;
      failures.push(error);
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  if (failures.length > 0) throw failures[0];
}

function* objectsOf(view: View, records: readonly VectorRecord[]): Generator<NewObject> {
  for (const record of records) yield toObject(view, record);
}

/** A record as an object. */
function toObject({ layout }: View, record: VectorRecord): NewObject {
  const vectors: Record<string, Float32Array> = {};
  for (const [name, numbers] of Object.entries(record.vectors))
    vectors[layout.vectorName(name)] = numbers;
  return { id: layout.objectId(record.id), vectors, properties: layout.toProperties(record) };
}

/** Refuses what no request can carry, before anything is written. */
export function checkSize(
  view: View,
  record: VectorRecord,
  transport: Transport,
  path: string,
): void {
  transport.check?.(toObject(view, record));
  const metadata = JSON.stringify(record.metadata);
  if (metadata.length > limits.metadataBytes / 4) {
    const bytes = Buffer.byteLength(metadata);
    if (bytes > limits.metadataBytes)
      throw invalid(
        `${path}.metadata`,
        `has ${bytes} bytes as JSON where ${limits.metadataBytes} are allowed; keep large contents elsewhere and their address in uri`,
      );
  } else if ((record.text?.length ?? 0) + (record.uri?.length ?? 0) < messageLimit / 16) return;
  const bytes = transport.measure(view.place, toObject(view, record));
  if (bytes > messageLimit)
    throw invalid(
      path,
      `takes ${bytes} bytes where a request has ${messageLimit}; shorten its text or metadata`,
    );
}
