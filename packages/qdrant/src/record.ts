import type { JsonObject, RecordFields, VectorRecord } from '@nestvec/core';
import {
  fieldValue,
  keyToUuid,
  recordKey,
  reservedNames,
  type ResolvedSpec,
} from '@nestvec/core/store';
import type { Payload, StoredPoint } from './api.ts';
import { strangeAnswer } from './errors.ts';
import { includedVectors, type Layout } from './layout.ts';
import { ownLeaf } from './leaf.ts';
import { indexType } from './schema.ts';

/** Payload keys for the text-valued parts of a record. */
const textKeys: readonly (readonly [keyof RecordFields, string])[] = [
  ['text', reservedNames.text],
  ['uri', reservedNames.uri],
  ['parentId', reservedNames.parentId],
  ['source', reservedNames.source],
  ['contentHash', reservedNames.contentHash],
];

/**
 * The layout of a collection of ours, seen by one tenant. Declared fields lie under their own names, to be filtered by; the whole
 * metadata is one JSON text, since the server's own JSON keeps neither every number nor every depth.
 */
export function ownLayout(spec: ResolvedSpec, tenant: string | undefined): Layout {
  return {
    vectorName: (name) => name,
    pointId: (id) => keyToUuid(recordKey(tenant, id)),
    toPayload: (record) => toPayload(record, spec, tenant),
    fromPoint,
    parts: (include) => ({
      with_payload: [
        reservedNames.id,
        ...(include?.metadata === false ? [] : [reservedNames.metadata]),
        ...textKeys
          .filter(([key]) => key !== 'text' || include?.text !== false)
          .map(([, name]) => name),
      ],
      with_vector: includedVectors(include, spec),
    }),
    leaf: ownLeaf,
    scope:
      tenant === undefined ? undefined : { key: reservedNames.tenant, match: { value: tenant } },
    isIndexed: (name, type, indexes) => indexes[name] === indexType(type),
  };
}

function toPayload(record: VectorRecord, spec: ResolvedSpec, tenant: string | undefined): Payload {
  const payload: Record<string, unknown> = {
    [reservedNames.id]: record.id,
    [reservedNames.metadata]: JSON.stringify(record.metadata),
  };
  if (tenant !== undefined) payload[reservedNames.tenant] = tenant;
  for (const [key, name] of textKeys) {
    if (record[key] !== undefined) payload[name] = record[key];
  }
  for (const [name, type] of Object.entries(spec.fields)) {
    const value = fieldValue(record.metadata, name, type);
    if (value !== undefined) payload[name] = value;
  }
  return payload;
}

function fromPoint({ payload, vectors }: StoredPoint): VectorRecord {
  const id = payload[reservedNames.id];
  if (typeof id !== 'string') throw strangeAnswer('a point has no id of ours');
  const texts: Record<string, string> = {};
  for (const [key, name] of textKeys) {
    const value = payload[name];
    if (typeof value === 'string') texts[key] = value;
  }
  return { id, vectors, metadata: metadataOf(payload), ...texts };
}

/** The metadata of a payload of ours. */
export function metadataOf(payload: Payload): JsonObject {
  const text = payload[reservedNames.metadata];
  return typeof text === 'string' ? (JSON.parse(text) as JsonObject) : {}; // what toPayload wrote
}
