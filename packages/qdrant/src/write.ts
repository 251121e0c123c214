import type { VectorRecord } from '@nestvec/core';
import { checkSize, type RecordWriter, reservedNames, sendRequests } from '@nestvec/core/store';
import type { Payload, Point } from './api.ts';
import { limits } from './capabilities.ts';
import { errors } from './errors.ts';
import { bodyLimit } from './options.ts';
import type { Scope } from './scope.ts';
import { type SparseVector, textVector } from './sparse.ts';
import { ensureTenantIndex } from './tenant-index.ts';

/** Writes records as points, a few requests at a time. */
export async function recordWriter(scope: Scope): Promise<RecordWriter> {
  const { session, collection } = scope;
  const transport = await session.transport();
  await ensureTenantIndex(scope);
  const size = {
    metadataBytes: limits.metadataBytes,
    requestBytes: bodyLimit,
    measure: (record: VectorRecord) => transport.measure(toPoint(scope, record)),
  };
  return {
    check: (record, path) => checkSize(record, path, size),
    async write(records) {
      const requests = transport.requests(
        collection,
        pointsOf(scope, records),
        requestLimits(scope),
      );
      const width = session.options.concurrency;
      await sendRequests(requests, records, { ...scope, errors, width });
    },
  };
}

/** Bounds of one request: ours, and those of the server's strict mode. */
function requestLimits({ session, info }: Scope): { records: number; bytes: number } {
  const { batchRecords, batchBytes: bytes } = session.options;
  return { records: Math.min(batchRecords, info.strict.batchRecords ?? batchRecords), bytes };
}

function* pointsOf(scope: Scope, records: readonly VectorRecord[]): Generator<Point> {
  for (const record of records) yield toPoint(scope, record);
}

function toPoint({ layout, spec }: Scope, record: VectorRecord): Point {
  const vector: Record<string, Float32Array> = {};
  for (const [name, numbers] of Object.entries(record.vectors))
    vector[layout.vectorName(name)] = numbers;
  const payload = layout.toPayload(record);
  return {
    id: layout.pointId(record.id),
    vector,
    payload,
    words: spec.keyword ? wordsIn(payload) : undefined,
  };
}

/** The vector of the words that a payload of ours holds; an update of the point without it would remove it. */
function wordsIn(payload: Payload): SparseVector | undefined {
  const words = payload[reservedNames.words];
  return typeof words === 'string' ? textVector(words.split(' ')) : undefined;
}
