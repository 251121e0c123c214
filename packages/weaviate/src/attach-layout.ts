import type { Json, VectorRecord } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import {
  attachedTextKeys,
  type AttachOptions,
  type Include,
  isFieldIncluded,
  keyToUuid,
  noRecordField,
  readTexts,
  recordFieldOf,
  reservedNames,
  type ResolvedSpec,
  type TextKeys,
  theirName,
  writeTexts,
} from '@nestvec/core/store';
import type { Properties, StoredObject } from './api.ts';
import { attachedLeaf } from './attach-leaf.ts';
import type { CollectionInfo, LiveProperty } from './info.ts';
import { databaseName } from './errors.ts';
import type { Layout } from './layout.ts';
import { idLeaf } from './leaf.ts';
import { unitOf } from './unit-of.ts';

/** The layout of a collection that someone else made: its properties are the metadata, its ids are what they are. */
export function attachedLayout(
  attach: AttachOptions,
  spec: ResolvedSpec,
  { properties: live, knowsNull }: CollectionInfo,
): Layout {
  const { textField, ids = 'native' } = attach;
  const textKeys = attachedTextKeys(textField);
  const ours = new Set([reservedNames.recordId, ...textKeys.map(([, key]) => key)]);
  const vectorName = (name: string): string => theirName(attach, name);
  const ourName = new Map(Object.keys(spec.vectors).map((name) => [vectorName(name), name]));
  return {
    vectorName,
    isId: (id) => ids === 'mapped' || uuid.test(id),
    objectId: (id) => (ids === 'native' ? nativeId(id) : keyToUuid(id)),
    toProperties: (record) => toProperties(record, textKeys, ours, live, ids === 'mapped'),
    fromObject(object, include) {
      const vectors: Record<string, Float32Array> = {};
      for (const [name, vector] of Object.entries(object.vectors)) {
        const our = ourName.get(name);
        if (our !== undefined) vectors[our] = vector;
      }
      return { ...fromProperties(object, include, textKeys, ours), vectors };
    },
    toUnit: unitOf, // theirs may have any length
    properties: (include) =>
      Object.keys(live).filter(
        (name) =>
          (name !== textField || include?.text !== false) &&
          (isFieldIncluded(name, include) || ours.has(name)),
      ),
    propertyName: (field) => field,
    leaf(leaf) {
      const part = recordFieldOf(leaf.field);
      if (part === 'id')
        return idLeaf(leaf, (id) =>
          ids === 'mapped' ? keyToUuid(id) : uuid.test(id) ? id : undefined,
        );
      const field = part === undefined ? leaf.field : reservedNames[part];
      const property = Object.hasOwn(live, field) ? live[field] : undefined;
      if (part === undefined) return attachedLeaf(leaf, property, knowsNull);
      if (property === undefined)
        throw noRecordField(
          part,
          databaseName,
          `, for which the collection has no property ${field}`,
          'filter by a declared field',
        );
      return attachedLeaf({ ...leaf, field }, property, knowsNull);
    },
    textProperty: textField,
    isIndexed: (name, _, properties) => Object.hasOwn(properties, name),
  };
}

/** An id of the collection's own: a UUID as the server prints it. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function nativeId(id: string): string {
  if (uuid.test(id)) return id;
  throw invalid(
    'id',
    `${JSON.stringify(id)} is not a lower-case UUID, as the ids of this collection are`,
  );
}

function toProperties(
  record: VectorRecord,
  textKeys: TextKeys,
  ours: ReadonlySet<string>,
  live: Readonly<Record<string, LiveProperty>>,
  mapped: boolean,
): Properties {
  const properties = new Map<string, unknown>();
  for (const [key, value] of Object.entries(record.metadata)) {
    if (value === undefined || value === null) continue;
    if (ours.has(key))
      throw invalid(
        'metadata',
        `has a key ${JSON.stringify(key)}, which holds something else in this collection`,
      );
    // The server would make a property of any name, of a type that it guesses.
    if (!Object.hasOwn(live, key))
      throw invalid(
        `metadata.${key}`,
        'is not a property of this collection, and only its maker can add one',
      );
    properties.set(key, value);
  }
  for (const [name, text, key] of writeTexts(record, textKeys)) {
    if (!Object.hasOwn(live, name))
      throw invalid(
        key,
        `has no property in this collection; add ${name} to it, or leave out ${key}${key === 'uri' ? ', which an image by path or address has and its bytes do not' : ''}`,
      );
    properties.set(name, text);
  }
  if (mapped) {
    if (!Object.hasOwn(live, reservedNames.recordId))
      throw invalid(
        'weaviate.attach.ids',
        `are mapped, and the collection has no property ${reservedNames.recordId} to keep them in; add it, or use native ids`,
      );
    properties.set(reservedNames.recordId, record.id);
  }
  return Object.fromEntries(properties);
}

function fromProperties(
  { id, properties }: StoredObject,
  include: Include | undefined,
  textKeys: TextKeys,
  ours: ReadonlySet<string>,
): Omit<VectorRecord, 'vectors'> {
  const kept = properties[reservedNames.recordId];
  const metadata = Object.entries(properties).filter(
    // What has no value comes as null, which the server can't distinguish from missing.
    ([key, value]) => !ours.has(key) && value !== null,
  ) as [string, Json][]; // grpc/answer.ts makes plain JSON of every value
  return {
    id: typeof kept === 'string' ? kept : id,
    metadata: include?.metadata === false ? {} : Object.fromEntries(metadata),
    ...readTexts(properties, textKeys, include),
  };
}
