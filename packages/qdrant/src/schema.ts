import {
  type FieldType,
  reservedNames,
  type ResolvedSpec,
  type ResolvedVector,
} from '@nestvec/core';

/** Key of the collection's memory in the collection's metadata. */
export const memoryKey = 'nestvec';

/** What a collection is created with. */
export interface CollectionConfig {
  readonly vectors: Readonly<Record<string, VectorConfig>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** One named vector as the API takes it. */
export interface VectorConfig {
  readonly size: number;
  readonly distance: 'Cosine';
  readonly [setting: string]: unknown;
}

/** A spec in Qdrant's terms. */
export function collectionConfig(spec: ResolvedSpec, memory: string): CollectionConfig {
  return {
    vectors: Object.fromEntries(
      Object.entries(spec.vectors).map(([name, vector]) => [name, vectorConfig(vector)]),
    ),
    metadata: { [memoryKey]: memory },
  };
}

/**
 * A named vector: without a graph it is only read to rescore, so it lies on disk (`m: 0`). Settings under `native.qdrant` come
 * last and win.
 */
export function vectorConfig(vector: ResolvedVector): VectorConfig {
  return {
    size: vector.dimensions,
    distance: 'Cosine',
    on_disk: !vector.graph,
    ...tuning(vector),
    ...nativeSettings(vector),
  };
}

/** The settings of a named vector that can be changed later. */
export function tuning(vector: ResolvedVector): Record<string, unknown> {
  return { ...graphTuning(vector), ...quantizationTuning(vector) };
}

/** Whether there is a graph; 16 is the server's default. */
export function graphTuning({ graph }: Pick<ResolvedVector, 'graph'>): Record<string, unknown> {
  return { hnsw_config: { m: graph ? 16 : 0 } };
}

/** How the vector is quantised in memory. */
export function quantizationTuning({
  quantization,
}: Pick<ResolvedVector, 'quantization'>): Record<string, unknown> {
  switch (quantization) {
    case 'none':
      return {};
    case 'int8':
      return {
        quantization_config: { scalar: { type: 'int8', quantile: 0.99, always_ram: true } },
      };
    case 'binary':
      return { quantization_config: { binary: { always_ram: true } } };
  }
}

/** A vector's own settings for Qdrant, as its API names them. */
export function nativeSettings({
  native,
}: Pick<ResolvedVector, 'native'>): Record<string, unknown> {
  const settings = native['qdrant'];
  return typeof settings === 'object' && settings !== null ? { ...settings } : {};
}

/** Payload indexes, by key: of declared fields, so that strict mode accepts their filters, and of the tenant. */
export function payloadIndexes(
  spec: Pick<ResolvedSpec, 'fields' | 'tenants'>,
): Record<string, IndexSchema> {
  const indexes: Record<string, IndexSchema> = {};
  if (spec.tenants) indexes[reservedNames.tenant] = { type: 'keyword', is_tenant: true };
  for (const [name, type] of Object.entries(spec.fields)) indexes[name] = { type: indexType(type) };
  return indexes;
}

/** An index of one payload key. */
export interface IndexSchema {
  readonly type: 'keyword' | 'float' | 'bool';
  readonly is_tenant?: true;
}

/** Numbers are always indexed as floats: an integer index drops 1.5 and takes 1.0 for 1. Datetimes are epoch milliseconds. */
export function indexType(type: FieldType): IndexSchema['type'] {
  switch (type) {
    case 'string':
    case 'string[]':
      return 'keyword';
    case 'boolean':
      return 'bool';
    case 'number':
    case 'number[]':
    case 'datetime':
      return 'float';
  }
}
