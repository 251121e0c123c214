import type { Include, Json, RecordFields, VectorRecord } from '@nestvec/core';
import { invalid, keyToUuid, reservedNames, type ResolvedSpec } from '@nestvec/core/store';
import type { Properties, StoredObject } from './api.ts';
import { attachedLeaf } from './attach-leaf.ts';
import type { AttachOptions } from './attach-options.ts';
import { theirName } from './attach.ts';
import type { CollectionInfo, LiveProperty } from './info.ts';
import type { Layout } from './layout.ts';

/** Properties for parts of a record that the collection's own maker did not think of. */
const extraKeys: readonly (readonly [keyof RecordFields, string])[] = [
  ['uri', reservedNames.uri],
  ['parentId', reservedNames.parentId],
  ['source', reservedNames.source],
  ['contentHash', reservedNames.contentHash],
];

type TextKeys = readonly (readonly [keyof RecordFields, string])[];

/** The layout of a collection that someone else made: its properties are the metadata, its ids are what they are. */
export function attachedLayout(
  attach: AttachOptions,
  spec: ResolvedSpec,
  { properties: live, knowsNull }: CollectionInfo,
): Layout {
  const { textField, ids = 'native' } = attach;
  const textKeys: TextKeys = [
    ...(textField === undefined ? [] : ([['text', textField]] as const)),
    ...extraKeys,
  ];
  const ours = new Set([reservedNames.recordId, ...textKeys.map(([, key]) => key)]);
  const vectorName = (name: string): string => theirName(attach, name);
  const ourName = new Map(Object.keys(spec.vectors).map((name) => [vectorName(name), name]));
  return {
    vectorName,
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
    properties: (include) =>
      Object.keys(live).filter(
        (name) =>
          (name !== textField || include?.text !== false) &&
          (include?.metadata !== false || ours.has(name)),
      ),
    leaf: (leaf) => attachedLeaf(leaf, live[leaf.field], knowsNull),
    textProperty: textField,
    isIndexed: (name, _, properties) => properties[name] !== undefined,
  };
}

/** An id of the collection's own: a UUID as the server prints it. */
function nativeId(id: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw invalid(
    'id',
    `${JSON.stringify(id)} is no lower-case UUID, which are all that this collection has`,
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
    if (live[key] === undefined)
      throw invalid(
        `metadata.${key}`,
        `is no property of this collection, whose maker decides which there are`,
      );
    properties.set(key, value);
  }
  for (const [key, name] of textKeys) {
    if (record[key] === undefined) continue;
    if (live[name] === undefined)
      throw invalid(
        key,
        `has no property in this collection; add ${name} to it, or leave out ${key}`,
      );
    properties.set(name, record[key]);
  }
  if (mapped) {
    if (live[reservedNames.recordId] === undefined)
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
  const texts: Record<string, string> = {};
  for (const [key, name] of textKeys) {
    const value = properties[name];
    if (typeof value === 'string') texts[key] = value;
  }
  const kept = properties[reservedNames.recordId];
  const metadata = Object.entries(properties).filter(
    // What has no value comes as null, which the server can't tell from missing.
    ([key, value]) => !ours.has(key) && value !== null,
  ) as [string, Json][]; // grpc/answer.ts makes plain JSON of every value
  return {
    id: typeof kept === 'string' ? kept : id,
    metadata: include?.metadata === false ? {} : Object.fromEntries(metadata),
    ...texts,
  };
}
