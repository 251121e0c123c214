import type { FieldType, JsonObject, VectorRecord } from '@nestvec/core';
import {
  type FieldValue,
  fittingValue,
  keyToUuid,
  metadataJson,
  ownTextKeys,
  readTexts,
  reservedNames,
  type ResolvedSpec,
  textNames,
  wordText,
  writeTexts,
} from '@nestvec/core/store';
import type { Properties, StoredObject } from './api.ts';
import { strangeAnswer } from './errors.ts';
import type { CollectionInfo } from './info.ts';
import { keywordText } from './keyword-text.ts';
import type { Layout } from './layout.ts';
import { ownLeaf, partProperties } from './leaf.ts';
import { type PropertyNames, propertyNames } from './names.ts';

/**
 * The layout of a collection of ours. Declared fields lie in properties of their own, to be filtered by; the whole metadata is
 * one JSON text, since the server has neither null nor every number.
 */
export function ownLayout(
  spec: ResolvedSpec,
  { properties: live }: Pick<CollectionInfo, 'properties'>,
  hasParts: boolean,
): Layout {
  const nameOf = propertyNames(Object.keys(spec.fields), live);
  // Without the property the server would make one of its own kind.
  const parts = (['parentId', 'source', 'uri'] as const)
    .map((part) => [part, partProperties[part]] as const)
    .filter(([, property]) => Object.hasOwn(live, property));
  return {
    vectorName: (name) => name,
    isId: () => true,
    objectId: keyToUuid,
    toProperties: (record) => toProperties(record, spec, nameOf, parts),
    fromObject,
    toUnit: (vector) => vector,
    properties: (include, whole) => [
      reservedNames.recordId,
      ...(include?.metadata === false ? [] : [reservedNames.metadata]),
      ...textNames(ownTextKeys, include, whole),
    ],
    propertyName: nameOf,
    leaf: ownLeaf(nameOf, hasParts),
    textProperty: reservedNames.words,
    isIndexed(name, type, properties) {
      const property = properties[nameOf(name)];
      return property?.filterable === true && property.type === propertyType(type);
    },
  };
}

function propertyType(type: FieldType): string {
  return { string: 'text', 'string[]': 'text[]', datetime: 'number' }[type as string] ?? type; // the others have the server's names
}

function toProperties(
  record: VectorRecord,
  spec: ResolvedSpec,
  nameOf: PropertyNames,
  parts: readonly (readonly [keyof typeof partProperties, string])[],
): Properties {
  const properties: Record<string, unknown> = {
    [reservedNames.recordId]: record.id,
    [reservedNames.metadata]: metadataJson(record.metadata),
  };
  for (const [name, text] of writeTexts(record, ownTextKeys)) properties[name] = text;
  const words = spec.keyword ? wordText(record.text) : undefined;
  if (words !== undefined) properties[reservedNames.words] = words;
  for (const [part, property] of parts) {
    const text = record[part];
    if (text !== undefined) properties[property] = keywordText(text);
  }
  for (const [name, type] of Object.entries(spec.fields)) {
    // What an older record holds under the name of a field that was declared since may be anything.
    const value = propertyValue(fittingValue(record.metadata, name, type));
    if (value !== undefined) properties[nameOf(name)] = value;
  }
  return properties;
}

/** A field's value as its index is asked for it. */
function propertyValue(value: FieldValue | undefined): unknown {
  if (typeof value === 'string') return keywordText(value);
  if (typeof value === 'object')
    return value.map((entry) => (typeof entry === 'string' ? keywordText(entry) : entry));
  return value;
}

function fromObject({ properties, vectors }: StoredObject): VectorRecord {
  const id = properties[reservedNames.recordId];
  if (typeof id !== 'string') throw strangeAnswer('an object lacks the id that nestvec writes');
  return { id, vectors, metadata: metadataOf(properties), ...readTexts(properties, ownTextKeys) };
}

/** The metadata in properties of ours. */
function metadataOf(properties: Properties): JsonObject {
  const text = properties[reservedNames.metadata];
  return typeof text === 'string' ? (JSON.parse(text) as JsonObject) : {}; // what toProperties wrote
}
