import type { FieldType } from '@nestvec/core';
import {
  type CollectionMemory,
  definedOnly,
  encodeMemory,
  reservedNames,
  type ResolvedSpec,
  type ResolvedVector,
} from '@nestvec/core/store';
import type { Settings, VectorConfig } from './api.ts';
import { partProperties } from './leaf.ts';
import { className, type PropertyNames, propertyNames } from './names.ts';
import {
  type CollectionNative,
  type IndexNative,
  type QuantizationNative,
  vectorSettings,
} from './native.ts';

/** What a collection is created with. */
export function classConfig(memory: CollectionMemory, native: CollectionNative): Settings {
  const { spec } = memory;
  const nameOf = propertyNames(Object.keys(spec.fields), {});
  const { autoTenantCreation = true, autoTenantActivation = true } = native;
  return {
    class: className(spec.name),
    description: encodeMemory(memory),
    vectorConfig: vectorConfigs(spec.vectors),
    properties: [
      ...ownProperties(),
      ...(spec.keyword ? [wordsProperty] : []),
      ...Object.entries(spec.fields).map(([name, type]) => fieldProperty(name, type, nameOf)),
    ],
    invertedIndexConfig: {
      // Immutable, and needed to ask whether a field is there.
      indexNullState: true,
      // Texts are of any language.
      stopwords: { preset: 'none' },
    },
    ...(spec.tenants
      ? { multiTenancyConfig: { enabled: true, autoTenantCreation, autoTenantActivation } }
      : {}),
    ...definedOnly({
      replicationConfig:
        native.replicationFactor === undefined ? undefined : { factor: native.replicationFactor },
      shardingConfig:
        native.shardCount === undefined ? undefined : { desiredCount: native.shardCount },
    }),
  };
}

/** The named vectors of a class: we bring their numbers. */
function vectorConfigs(vectors: ResolvedSpec['vectors']): Readonly<Record<string, VectorConfig>> {
  return Object.fromEntries(
    Object.entries(vectors).map(([name, vector]) => [name, vectorConfig(name, vector)]),
  );
}

/** One of them. */
export function vectorConfig(name: string, vector: ResolvedVector): VectorConfig {
  return {
    vectorizer: { none: {} },
    vectorIndexType: indexOf(vector, name).kind,
    vectorIndexConfig: indexConfig(vector, name),
  };
}

function indexOf(vector: ResolvedVector, name: string): IndexNative {
  return vectorSettings.of(vector, name).index ?? { kind: vector.graph ? 'hnsw' : 'flat' };
}

function indexConfig(vector: ResolvedVector, name: string): Settings {
  const { kind, ...index } = indexOf(vector, name);
  const quantization = quantizationConfig(vector, name);
  if (kind === 'dynamic') {
    const inner = { distance: 'cosine', ...quantization };
    return { ...inner, ...index, hnsw: inner, flat: { distance: 'cosine' } };
  }
  // Its own compression is part of it.
  if (kind === 'hfresh') return { distance: 'cosine', ...index };
  const { filterStrategy, ...rest } = { filterStrategy: undefined, ...index };
  return { distance: 'cosine', ...rest, ...definedOnly({ filterStrategy }), ...quantization };
}

/** Said in any case: a server can have a default of its own. */
function quantizationConfig(vector: ResolvedVector, name: string): Settings {
  const { quantization } = vectorSettings.of(vector, name);
  if (quantization !== undefined) return nativeQuantization(quantization);
  switch (vector.quantization) {
    case 'none':
      return { skipDefaultQuantization: true };
    case 'int8':
      return nativeQuantization({ kind: 'rq', bits: 8 });
    case 'binary':
      return nativeQuantization({ kind: 'rq', bits: 1 });
  }
}

function nativeQuantization({ kind, ...settings }: QuantizationNative): Settings {
  return { [kind]: { enabled: true, ...settings } };
}

/** The property of a declared field, with the indexes that its filters need. */
export function fieldProperty(name: string, type: FieldType, nameOf: PropertyNames): Settings {
  const property = { name: nameOf(name), indexFilterable: true };
  switch (type) {
    case 'string':
    case 'string[]':
      return {
        ...property,
        dataType: [type === 'string' ? 'text' : 'text[]'],
        tokenization: 'field',
        indexSearchable: false,
      };
    case 'boolean':
      return { ...property, dataType: ['boolean'] };
    case 'datetime':
    case 'number':
      return { ...property, dataType: ['number'], indexRangeFilters: true };
    case 'number[]':
      return { ...property, dataType: ['number[]'] };
  }
}

/** Properties of every record, which are read; some have a copy to be filtered by. */
function ownProperties(): readonly Settings[] {
  const unindexed = { dataType: ['text'], indexFilterable: false, indexSearchable: false };
  const { recordId, metadata, text, uri, parentId, source, contentHash } = reservedNames;
  return [
    ...[recordId, metadata, text, uri, parentId, source, contentHash].map((name) => ({
      name,
      tokenization: 'field',
      ...unindexed,
    })),
    ...Object.values(partProperties).map(partProperty),
  ];
}

/** The property of the words of texts, which core has cut: the server cuts at white space alone, and keeps the case. */
export const wordsProperty: Settings = {
  name: reservedNames.words,
  dataType: ['text'],
  tokenization: 'whitespace',
  indexFilterable: false,
  indexSearchable: true,
};

/** The property by which a part of records is filtered. */
export function partProperty(name: string): Settings {
  const dataType = ['text'];
  return { name, dataType, tokenization: 'field', indexFilterable: true, indexSearchable: false };
}
