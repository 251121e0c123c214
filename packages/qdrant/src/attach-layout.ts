import type { Json, JsonObject, VectorRecord } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import {
  attachedTextKeys,
  type AttachOptions,
  type Include,
  includedVectors,
  keyToUuid,
  readTexts,
  reservedNames,
  type ResolvedSpec,
  type TextKeys,
  textNames,
  theirName,
  writeTexts,
} from '@nestvec/core/store';
import type { Payload, PointId, StoredPoint } from './api.ts';
import { attachedLeaf } from './attach-leaf.ts';
import { type Layout, vectorsToRead } from './layout.ts';
import { recordLeaf } from './leaf.ts';

/** The layout of a collection that someone else made: its payload is the metadata, its ids are what they are. */
export function attachedLayout(attach: AttachOptions, spec: ResolvedSpec): Layout {
  const { textField, ids = 'native' } = attach;
  const textKeys = attachedTextKeys(textField);
  const ours = new Set([reservedNames.id, ...textKeys.map(([, key]) => key)]);
  const vectorName = (name: string): string => theirName(attach, name);
  const ourName = new Map(Object.keys(spec.vectors).map((name) => [vectorName(name), name]));
  return {
    vectorName,
    isId: (id) => ids === 'mapped' || readId(id) !== undefined,
    pointId: (id) => (ids === 'native' ? nativeId(id) : keyToUuid(id)),
    toPayload: (record) => toPayload(record, textKeys, ours, ids === 'mapped'),
    fromPoint(point, include) {
      const vectors: Record<string, Float32Array> = {};
      for (const [name, vector] of Object.entries(point.vectors)) {
        const our = ourName.get(name);
        if (our !== undefined) vectors[our] = vector;
      }
      return { ...fromPayload(point, include, textKeys, ours), vectors };
    },
    parts(include, whole) {
      const { metadata = true } = include ?? {};
      const keys = [
        ...(typeof metadata === 'boolean' ? [] : metadata),
        ...textNames(textKeys, include, whole),
      ];
      return {
        with_payload: metadata === true ? true : [...keys.map(quoteKey), reservedNames.id],
        with_vector: vectorsToRead(includedVectors(include, spec).map(vectorName)),
      };
    },
    leaf: recordLeaf(attachedLeaf, (id) => (ids === 'native' ? readId(id) : keyToUuid(id))),
    tenantCondition: undefined,
    isIndexed: () => true, // without an index it is slower, no more
  };
}

/** A key as a path; unquoted, dots and blanks would mean something. */
function quoteKey(key: string): string {
  return /^[\p{L}\p{N}_-]+$/u.test(key) ? key : `"${key}"`;
}

/** An id of the collection's own: an unsigned integer as digits, or a UUID as the server prints it. */
function readId(id: string): PointId | undefined {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  if (/^(0|[1-9]\d{0,19})$/.test(id)) {
    const number = BigInt(id);
    if (number < 2n ** 64n) return number <= Number.MAX_SAFE_INTEGER ? Number(number) : number;
  }
  return undefined;
}

function nativeId(id: string): PointId {
  const read = readId(id);
  if (read !== undefined) return read;
  throw invalid(
    'id',
    `${JSON.stringify(id)} is neither an integer of 64 bits nor a lower-case UUID, as the ids of this collection are`,
  );
}

function toPayload(
  record: VectorRecord,
  textKeys: TextKeys,
  ours: ReadonlySet<string>,
  mapped: boolean,
): Payload {
  const clash = Object.keys(record.metadata).find((key) => ours.has(key));
  if (clash !== undefined)
    throw invalid(
      'metadata',
      `has a key ${JSON.stringify(clash)}, which holds something else in this collection`,
    );
  const payload = new Map<string, unknown>(Object.entries(record.metadata));
  if (mapped) payload.set(reservedNames.id, record.id);
  for (const [name, text] of writeTexts(record, textKeys)) payload.set(name, text);
  return Object.fromEntries(payload);
}

function fromPayload(
  { id, payload }: StoredPoint,
  include: Include | undefined,
  textKeys: TextKeys,
  ours: ReadonlySet<string>,
): Omit<VectorRecord, 'vectors'> {
  const kept = payload[reservedNames.id];
  const metadata = Object.entries(payload)
    .filter(([key]) => !ours.has(key))
    .map(([key, value]): [string, Json] => [key, plainJson(value)]);
  return {
    id: typeof kept === 'string' ? kept : String(id),
    metadata: include?.metadata === false ? {} : Object.fromEntries(metadata),
    ...readTexts(payload, textKeys, include),
  };
}

/** Integers of more than 53 bits come as `bigint`, which JSON does not have. */
function plainJson(value: unknown): Json {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]): [string, Json] => [key, plainJson(entry)]),
    ) satisfies JsonObject;
  return value as Json; // the rest of what JSON has
}
