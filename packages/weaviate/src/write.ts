import type { VectorRecord } from '@nestvec/core';
import { checkSize, type RecordWriter, sendRequests } from '@nestvec/core/store';
import type { NewObject } from './api.ts';
import { limits } from './capabilities.ts';
import { errors } from './errors.ts';
import { messageLimit } from './options.ts';
import type { Scope } from './scope.ts';

/**
 * Writes records as objects. Every length is checked before anything is sent: the server compares lengths with what its index
 * holds, so within the first request it would take wrong ones, and be broken.
 */
export async function objectWriter(scope: Scope): Promise<RecordWriter> {
  const { place, session } = scope;
  const { batchRecords, batchBytes, concurrency } = session.options;
  const transport = await session.transport();
  const { metadataBytes } = limits;
  const measure = (one: VectorRecord): number => transport.measure(place, toObject(scope, one));
  const bounds = { metadataBytes, requestBytes: messageLimit, measure };
  return {
    check(record, path) {
      transport.check?.(toObject(scope, record));
      checkSize(record, path, bounds);
    },
    async write(records) {
      const cut = { records: batchRecords, bytes: batchBytes };
      const requests = transport.requests(place, objectsOf(scope, records), cut);
      await sendRequests(requests, records, {
        ...scope,
        errors,
        width: transport.width ?? concurrency,
      });
    },
  };
}

function* objectsOf(scope: Scope, records: readonly VectorRecord[]): Generator<NewObject> {
  for (const record of records) yield toObject(scope, record);
}

/** A record as an object. */
function toObject({ layout }: Scope, record: VectorRecord): NewObject {
  const vectors: Record<string, Float32Array> = {};
  for (const [name, vector] of Object.entries(record.vectors))
    vectors[layout.vectorName(name)] = vector;
  return { id: layout.objectId(record.id), vectors, properties: layout.toProperties(record) };
}
