import type { JsonObject, VectorRecord } from '@nestvec/core';
import {
  fieldValue,
  includedVectors,
  keyToUuid,
  metadataJson,
  metadataOfTexts,
  ownTextKeys,
  readTexts,
  recordKey,
  reservedNames,
  type ResolvedSpec,
  textFieldsAlone,
  textNames,
  wordText,
  writeTexts,
} from '@nestvec/core/store';
import type { Payload, StoredPoint } from './api.ts';
import { strangeAnswer } from './errors.ts';
import { type Layout, vectorsToRead } from './layout.ts';
import { ownLeaf } from './leaf.ts';
import { indexType } from './schema.ts';

/**
 * The layout of a collection of ours, seen by one tenant. Declared fields lie under their own names, to be filtered by; the whole
 * metadata is one JSON text, since the server's own JSON keeps neither every number nor every depth.
 */
export function ownLayout(spec: ResolvedSpec, tenant: string | undefined): Layout {
  const pointId = (id: string): string => keyToUuid(recordKey(tenant, id));
  return {
    vectorName: (name) => name,
    isId: () => true,
    pointId,
    toPayload: (record) => toPayload(record, spec, tenant),
    fromPoint: (point) => fromPoint(point, spec),
    parts: (include, whole) => ({
      with_payload: [
        reservedNames.id,
        ...(include?.metadata === false
          ? []
          : (textFieldsAlone(include, spec) ?? [reservedNames.metadata])),
        ...textNames(ownTextKeys, include, whole),
      ],
      with_vector: vectorsToRead(includedVectors(include, spec)),
    }),
    leaf: ownLeaf(pointId),
    tenantCondition:
      tenant === undefined ? undefined : { key: reservedNames.tenant, match: { value: tenant } },
    isIndexed: (name, type, indexes) => indexes[name] === indexType(type),
  };
}

function toPayload(record: VectorRecord, spec: ResolvedSpec, tenant: string | undefined): Payload {
  const payload: Record<string, unknown> = {
    [reservedNames.id]: record.id,
    [reservedNames.metadata]: metadataJson(record.metadata),
  };
  if (tenant !== undefined) payload[reservedNames.tenant] = tenant;
  for (const [name, text] of writeTexts(record, ownTextKeys)) payload[name] = text;
  const words = spec.keyword ? wordText(record.text) : undefined;
  if (words !== undefined) payload[reservedNames.words] = words;
  for (const [name, type] of Object.entries(spec.fields)) {
    const value = fieldValue(record.metadata, name, type);
    if (value !== undefined) payload[name] = value;
  }
  return payload;
}

function fromPoint({ payload, vectors }: StoredPoint, spec: ResolvedSpec): VectorRecord {
  const id = payload[reservedNames.id];
  if (typeof id !== 'string') throw strangeAnswer('a point lacks the id that nestvec writes');
  const metadata = Object.hasOwn(payload, reservedNames.metadata)
    ? metadataOf(payload)
    : metadataOfTexts((name) => payload[name], spec);
  return { id, vectors, metadata, ...readTexts(payload, ownTextKeys) };
}

/** The metadata of a payload of ours. */
export function metadataOf(payload: Payload): JsonObject {
  const text = payload[reservedNames.metadata];
  return typeof text === 'string' ? (JSON.parse(text) as JsonObject) : {}; // what toPayload wrote
}
