import {
  type FieldType,
  type Include,
  type Json,
  type JsonObject,
  keyToUuid,
  parseDatetime,
  recordKey,
  type RecordFields,
  reservedNames,
  type ResolvedSpec,
  type VectorRecord,
} from '@nestvec/core';

/** A point as the REST API takes it. */
export interface Point {
  readonly id: string;
  readonly vector: Readonly<Record<string, number[]>>;
  readonly payload: Payload;
}

/** What lies beside a point's vectors. */
export type Payload = Readonly<Record<string, unknown>>;

/** A point as the API gives it back. */
export interface StoredPoint {
  readonly id: string | number;
  readonly payload?: Payload | null | undefined;
  readonly vector?: unknown;
}

const textKeys: Readonly<Record<keyof RecordFields, string>> = {
  text: reservedNames.text,
  uri: reservedNames.uri,
  parentId: reservedNames.parentId,
  source: reservedNames.source,
  contentHash: reservedNames.contentHash,
};

/** The id under which a record is stored: Qdrant takes integers and UUIDs only. */
export function pointId(tenant: string | undefined, id: string): string {
  return keyToUuid(recordKey(tenant, id));
}

/** A record as a point. */
export function toPoint(
  record: VectorRecord,
  spec: ResolvedSpec,
  tenant: string | undefined,
): Point {
  return {
    id: pointId(tenant, record.id),
    vector: Object.fromEntries(
      Object.entries(record.vectors).map(([name, vector]) => [name, Array.from(vector)]),
    ),
    payload: toPayload(record, spec, tenant),
  };
}

/**
 * The payload of a record: declared fields under their own names to filter by, the whole metadata as JSON text, since the
 * server's JSON does not keep every number, and the client turns large integers into bigint.
 */
export function toPayload(
  record: VectorRecord,
  spec: ResolvedSpec,
  tenant: string | undefined,
): Payload {
  const payload: Record<string, unknown> = {
    [reservedNames.id]: record.id,
    [reservedNames.metadata]: JSON.stringify(record.metadata),
  };
  if (tenant !== undefined) payload[reservedNames.tenant] = tenant;
  for (const [key, name] of Object.entries(textKeys)) {
    const value = record[key as keyof RecordFields]; // a key of the table
    if (value !== undefined) payload[name] = value;
  }
  for (const [name, type] of Object.entries(spec.fields)) {
    const value = fieldValue(record.metadata, name, type);
    if (value !== undefined) payload[name] = value;
  }
  return payload;
}

/** What a declared field holds in the payload; absent where it has no value, so that `is_empty` means missing. */
export function fieldValue(metadata: JsonObject, name: string, type: FieldType): unknown {
  const value: Json | undefined = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) {
    const elements = value.filter((element: Json) => element !== null);
    return elements.length === 0 ? undefined : elements;
  }
  return type === 'datetime' && typeof value === 'string' ? parseDatetime(value) : value;
}

/** A point as a record; only parts that were asked for. */
export function fromPoint(point: StoredPoint, include: Include | undefined): VectorRecord {
  const payload = point.payload ?? {};
  const texts: Record<string, string> = {};
  for (const [key, name] of Object.entries(textKeys)) {
    const value = payload[name];
    if (typeof value === 'string' && (key !== 'text' || include?.text !== false))
      texts[key] = value;
  }
  return {
    id: String(payload[reservedNames.id]),
    vectors: vectorsOf(point),
    metadata: include?.metadata === false ? {} : metadataOf(payload),
    ...texts,
  };
}

/** Payload keys to ask for. */
export function payloadKeys(include: Include | undefined, spec: ResolvedSpec): string[] {
  const { text, ...others } = textKeys;
  return [
    reservedNames.id,
    ...(include?.metadata === false ? [] : [reservedNames.metadata]),
    ...(include?.text === false ? [] : [text]),
    ...Object.values(others),
    ...(spec.tenants ? [reservedNames.tenant] : []),
  ];
}

/** The named vectors of a point, as they were asked for. */
export function vectorsOf({ vector }: StoredPoint): Record<string, Float32Array> {
  const vectors: Record<string, Float32Array> = {};
  if (typeof vector !== 'object' || vector === null || Array.isArray(vector)) return vectors;
  for (const [name, numbers] of Object.entries(vector)) {
    if (Array.isArray(numbers)) vectors[name] = Float32Array.from(numbers as number[]); // a dense vector
  }
  return vectors;
}

/** The metadata of a payload. */
export function metadataOf(payload: Payload): JsonObject {
  const text = payload[reservedNames.metadata];
  return typeof text === 'string' ? (JSON.parse(text) as JsonObject) : {}; // what toPayload wrote
}
