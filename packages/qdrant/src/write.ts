import {
  applyUpdate,
  batches,
  type CallOptions,
  checkRecord,
  checkUpdate,
  lastOfEachId,
  mapWindow,
  messageOf,
  NestvecError,
  type RecordUpdate,
  type VectorRecord,
} from '@nestvec/core';
import { limits } from './capabilities.ts';
import { databaseName, toStoreError } from './errors.ts';
import { fromPoint, type Point, pointId, toPoint } from './record.ts';
import type { OpenCollection, Session } from './session.ts';

/** One collection seen by one tenant. */
export interface View extends OpenCollection {
  readonly session: Session;
  readonly tenant: string | undefined;
}

/** Writes records in requests of bounded size, a few at a time. */
export async function upsertRecords(
  view: View,
  records: readonly VectorRecord[],
  call: CallOptions | undefined,
): Promise<void> {
  for (const [i, record] of records.entries())
    checkRecord(record, view.memory.spec, `records[${i}]`);
  await writePoints(view, lastOfEachId(records), 'upsert', call);
}

/** Reads the stored records, changes them and writes them back whole. */
export async function updateRecords(
  view: View,
  changes: readonly RecordUpdate[],
  call: CallOptions | undefined,
): Promise<void> {
  const { memory, session } = view;
  for (const [i, change] of changes.entries()) checkUpdate(change, memory.spec, `changes[${i}]`);
  const ids = [...new Set(changes.map(({ id }) => id))];
  const { collection } = session.options;
  session.begin('update', call);
  const stored = await readRecords(view, ids, 'update');
  for (const change of changes) {
    const record = stored.get(change.id);
    if (record !== undefined) stored.set(change.id, applyUpdate(record, change));
  }
  await writePoints(view, [...stored.values()], 'update', call);
  const missing = ids.filter((id) => !stored.has(id));
  if (missing.length === 0) return;
  throw new NestvecError(
    'store',
    `${databaseName}: update of "${collection}" found nothing stored under ${missing.length} of ${ids.length} ids; upsert them instead`,
    {
      database: databaseName,
      collection,
      operation: 'update',
      unconfirmedIds: missing,
      retryable: false,
    },
  );
}

/** Whole records by id; ids that are not stored are absent. */
export async function readRecords(
  view: View,
  ids: readonly string[],
  operation: string,
): Promise<Map<string, VectorRecord>> {
  const { client, session, tenant } = view;
  const { collection } = session.options;
  const found = new Map<string, VectorRecord>();
  for (let start = 0; start < ids.length; start += limits.recordsPerUpsert) {
    const some = ids.slice(start, start + limits.recordsPerUpsert).map((id) => pointId(tenant, id));
    try {
      const points = await client.retrieve(collection, {
        ids: some,
        with_payload: true,
        with_vector: true,
      });
      for (const point of points) {
        const record = fromPoint(point, undefined);
        found.set(record.id, record);
      }
    } catch (error) {
      throw toStoreError(error, { collection, operation });
    }
  }
  return found;
}

async function writePoints(
  view: View,
  records: readonly VectorRecord[],
  operation: string,
  call: CallOptions | undefined,
): Promise<void> {
  const { session, memory, tenant } = view;
  const { collection } = session.options;
  const unconfirmed = new Set(records.map(({ id }) => id));
  const planned = batches(records, (record) => ({ tokens: 0, bytes: roughBytes(record) }), {
    items: limits.recordsPerUpsert,
    tokens: Number.POSITIVE_INFINITY,
    bytes: limits.bytesPerUpsert,
  });
  const send = async (batch: readonly VectorRecord[]): Promise<void> => {
    session.begin(operation, call);
    await upsertPoints(
      view,
      batch.map((record) => toPoint(record, memory.spec, tenant)),
    );
    for (const { id } of batch) unconfirmed.delete(id);
  };
  try {
    for await (const _ of mapWindow(planned, limits.concurrency, send));
  } catch (error) {
    throw toStoreError(error, { collection, operation, ids: [...unconfirmed] });
  }
}

/** Anything but a plain "completed" leaves it open whether the points are stored and visible. */
async function upsertPoints({ client, session }: View, points: readonly Point[]): Promise<void> {
  const { collection } = session.options;
  const answer: unknown = await client.upsert(collection, {
    points: points.map((point) => ({ ...point, payload: { ...point.payload } })),
    wait: true,
  });
  const status =
    typeof answer === 'object' && answer !== null && 'status' in answer ? answer.status : undefined;
  if (status === 'completed') return;
  throw new NestvecError(
    'store',
    `${databaseName}: the server answered ${messageOf(status ?? 'nothing')} instead of "completed"`,
    {
      database: databaseName,
      collection,
      operation: 'upsert',
      unconfirmedIds: [],
      retryable: true,
    },
  );
}

/** JSON of a number has 20 characters or so; payload strings are counted twice for their escapes. */
function roughBytes(record: VectorRecord): number {
  let bytes = 256 + 2 * JSON.stringify(record.metadata).length + 2 * (record.text?.length ?? 0);
  for (const vector of Object.values(record.vectors)) bytes += vector.length * 21;
  return bytes;
}
