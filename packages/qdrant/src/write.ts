import type { CallOptions, VectorRecord } from '@nestvec/core';
import { checkRecord, invalid, lastOfEachId } from '@nestvec/core/store';
import type { Point } from './api.ts';
import { checkWritable } from './attach.ts';
import { limits } from './capabilities.ts';
import { toStoreError } from './errors.ts';
import type { Transport, WriteRequest } from './transport.ts';
import { bodyLimit } from './options.ts';
import { ensureTenantIndex } from './tenant-index.ts';
import type { View } from './view.ts';

/** Writes whole records, a few requests at a time. The caller holds the lock. */
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
  await ensureTenantIndex(view);
  await writeRecords(view, lastOfEachId(records), 'upsert', call);
}

/**
 * Writes records of which each is right by itself. Requests run side by side until one fails; those under way then end, and
 * exactly the ids of requests that did not succeed are unconfirmed.
 */
export async function writeRecords(
  view: View,
  records: readonly VectorRecord[],
  operation: string,
  call: CallOptions | undefined,
): Promise<void> {
  const { session, collection } = view;
  const transport = await session.transport();
  const requests = transport.requests(collection, pointsOf(view, records), requestLimits(view));
  const unconfirmed = new Set(records.map(({ id }) => id));
  try {
    await sendAll(requests, session.options.concurrency, async (request, start) => {
      session.begin(operation, call);
      await request.send();
      for (const { id } of records.slice(start, start + request.count)) unconfirmed.delete(id);
    });
  } catch (error) {
    throw toStoreError(error, { collection, operation, ids: [...unconfirmed] });
  }
}

/** Bounds of one request: ours, and those of the server's strict mode. */
function requestLimits({ session, info }: View): { records: number; bytes: number } {
  const { batchRecords, batchBytes } = session.options;
  return {
    records: Math.min(batchRecords, info.strict.batchRecords ?? batchRecords),
    bytes: batchBytes,
  };
}

/** Runs tasks in order, `width` at once. After the first failure none begins; it is thrown when the others have ended. */
async function sendAll(
  requests: Iterable<WriteRequest>,
  width: number,
  task: (request: WriteRequest, start: number) => Promise<void>,
): Promise<void> {
  const waiting = requests[Symbol.iterator]();
  const failures: unknown[] = [];
  let start = 0;
  const work = async (): Promise<void> => {
    try {
      for (;;) {
        if (failures.length > 0) return;
        const next = waiting.next();
        if (next.done === true) return;
        const at = start;
        start += next.value.count;
        await task(next.value, at);
      }
    } catch (error) {
      failures.push(error);
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  if (failures.length > 0) throw failures[0];
}

function* pointsOf(view: View, records: readonly VectorRecord[]): Generator<Point> {
  for (const record of records) yield toPoint(view, record);
}

function toPoint({ layout }: View, record: VectorRecord): Point {
  const vector: Record<string, Float32Array> = {};
  for (const [name, numbers] of Object.entries(record.vectors))
    vector[layout.vectorName(name)] = numbers;
  return { id: layout.pointId(record.id), vector, payload: layout.toPayload(record) };
}

/** Refuses what no request can carry, before anything is written. */
export function checkSize(
  view: View,
  record: VectorRecord,
  transport: Transport,
  path: string,
): void {
  const metadata = JSON.stringify(record.metadata);
  if (metadata.length > limits.metadataBytes / 4) {
    const bytes = Buffer.byteLength(metadata);
    if (bytes > limits.metadataBytes)
      throw invalid(
        `${path}.metadata`,
        `has ${bytes} bytes as JSON where ${limits.metadataBytes} are allowed; keep large contents elsewhere and their address in uri`,
      );
  } else if ((record.text?.length ?? 0) + (record.uri?.length ?? 0) < bodyLimit / 16) return;
  const bytes = transport.measure(toPoint(view, record));
  if (bytes > bodyLimit)
    throw invalid(
      path,
      `takes up to ${bytes} bytes where a request has ${bodyLimit}; shorten its text or metadata`,
    );
}
