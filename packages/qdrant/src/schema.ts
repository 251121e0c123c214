import type { FieldType } from '@nestvec/core';
import {
  type CollectionMemory,
  definedOnly,
  encodeMemory,
  reservedNames,
  type ResolvedSpec,
  type ResolvedVector,
} from '@nestvec/core/store';
import type { Settings } from './api.ts';
import { memoryKey } from './info.ts';
import {
  type CollectionNative,
  type QuantizationNative,
  type StrictModeNative,
  vectorSettings,
} from './native.ts';

/** What a collection is created with. */
export function collectionConfig(memory: CollectionMemory, native: CollectionNative): Settings {
  const { shardNumber, replicationFactor, writeConsistencyFactor, onDiskPayload } = native;
  const { indexingThreshold, defaultSegmentNumber, strictMode } = native;
  return {
    vectors: Object.fromEntries(
      Object.entries(memory.spec.vectors).map(([name, vector]) => [
        name,
        { ...creation(vector, name), ...tuning(vector, name) },
      ]),
    ),
    ...(memory.spec.keyword ? { sparse_vectors: { [reservedNames.words]: wordsVector } } : {}),
    metadata: memoryEntry(memory),
    ...definedOnly({
      shard_number: shardNumber,
      replication_factor: replicationFactor,
      write_consistency_factor: writeConsistencyFactor,
      on_disk_payload: onDiskPayload,
      strict_mode_config: strictMode === undefined ? undefined : strictModeConfig(strictMode),
      optimizers_config:
        indexingThreshold === undefined && defaultSegmentNumber === undefined
          ? undefined
          : definedOnly({
              indexing_threshold: indexingThreshold,
              default_segment_number: defaultSegmentNumber,
            }),
    }),
  };
}

/** The vector of the words: the server knows how rare each of them is. */
export const wordsVector: Settings = { modifier: 'idf' };

/** The collection's memory as its metadata has it; other keys there are left alone. */
export function memoryEntry(memory: CollectionMemory, key: string = memoryKey): Settings {
  return { [key]: encodeMemory(memory) };
}

/** What a named vector is created with, and can't be changed later. */
export function creation(vector: ResolvedVector, name: string): Settings {
  const { datatype } = vectorSettings.of(vector, name);
  return { size: vector.dimensions, distance: 'Cosine', ...definedOnly({ datatype }) };
}

/**
 * What can be changed of a named vector. One without a graph is only read to score candidates again, so by default it lies on
 * disk (`m: 0`).
 */
export function tuning(vector: ResolvedVector, name: string): Settings {
  const { hnsw, onDisk } = vectorSettings.of(vector, name);
  const quantization = quantizationConfig(vector, name);
  return {
    on_disk: onDisk ?? !vector.graph,
    hnsw_config: definedOnly({
      m: hnsw?.m ?? (vector.graph ? undefined : 0),
      ef_construct: hnsw?.efConstruct,
      full_scan_threshold: hnsw?.fullScanThreshold,
      payload_m: hnsw?.payloadM,
      on_disk: hnsw?.onDisk,
      inline_storage: hnsw?.inlineStorage,
    }),
    ...(quantization === undefined ? {} : { quantization_config: quantization }),
  };
}

/** The same for a vector that exists: a setting that is no longer wanted is sent as off, since leaving it out would keep it. */
export function retuning(vector: ResolvedVector, name: string): Settings {
  const settings = tuning(vector, name);
  return {
    ...settings,
    hnsw_config: { m: vector.graph ? defaultGraph : 0, ...Object(settings['hnsw_config']) },
    quantization_config: settings['quantization_config'] ?? 'Disabled',
  };
}

/** Links of a node in the server's graphs where nothing else is set. */
const defaultGraph = 16;

function quantizationConfig(vector: ResolvedVector, name: string): Settings | undefined {
  const { quantization } = vectorSettings.of(vector, name);
  if (quantization !== undefined) return nativeQuantization(quantization);
  switch (vector.quantization) {
    case 'none':
      return undefined;
    case 'int8':
      return nativeQuantization({ kind: 'scalar', quantile: 0.99, alwaysRam: true });
    case 'binary':
      return nativeQuantization({ kind: 'binary', alwaysRam: true });
  }
}

function nativeQuantization(quantization: QuantizationNative): Settings {
  const { kind, alwaysRam } = quantization;
  const ram = definedOnly({ always_ram: alwaysRam });
  switch (kind) {
    case 'scalar':
      return {
        scalar: { type: 'int8', ...definedOnly({ quantile: quantization.quantile }), ...ram },
      };
    case 'product':
      return { product: { compression: quantization.compression, ...ram } };
    case 'binary': {
      const { encoding, queryEncoding } = quantization;
      return { binary: { ...definedOnly({ encoding, query_encoding: queryEncoding }), ...ram } };
    }
    case 'turbo':
      return { turbo: { ...definedOnly({ bits: quantization.bits }), ...ram } };
  }
}

function strictModeConfig(strict: StrictModeNative): Settings {
  return {
    enabled: true,
    ...definedOnly({
      unindexed_filtering_retrieve: strict.unindexedFilteringRetrieve,
      unindexed_filtering_update: strict.unindexedFilteringUpdate,
      max_query_limit: strict.maxQueryLimit,
      upsert_max_batchsize: strict.upsertMaxBatchsize,
      search_allow_exact: strict.searchAllowExact,
    }),
  };
}

/** Keys of the parts of a record that filters ask for; the id is the point's. */
export const recordKeys: readonly string[] = [
  reservedNames.parentId,
  reservedNames.source,
  reservedNames.uri,
];

/** Payload indexes by key: of parts of records, of declared fields, so that strict mode accepts their filters, and of the tenant. */
export function payloadIndexes(
  spec: Pick<ResolvedSpec, 'fields' | 'tenants' | 'keyword'>,
): Readonly<Record<string, PayloadIndex>> {
  return {
    ...(spec.keyword ? { [reservedNames.words]: wordsIndex } : {}),
    ...(spec.tenants ? { [reservedNames.tenant]: { type: 'keyword', is_tenant: true } } : {}),
    ...Object.fromEntries(recordKeys.map((key) => [key, { type: 'keyword' as const }])),
    ...Object.fromEntries(
      Object.entries(spec.fields).map(([name, type]) => [name, { type: indexType(type) }]),
    ),
  };
}

/** A payload index as the server takes it. */
export type PayloadIndex = {
  readonly type: IndexType;
  readonly is_tenant?: true;
  readonly tokenizer?: 'whitespace';
  readonly lowercase?: false;
};

/** The words were cut by core, so the server cuts at white space alone. */
const wordsIndex: PayloadIndex = { type: 'text', tokenizer: 'whitespace', lowercase: false };

/** Kinds of payload index that are made here, as the server calls them. */
export type IndexType = 'keyword' | 'float' | 'integer' | 'bool' | 'text';

/**
 * The index of a field. Numbers never get an integer index, which drops 1.5 and takes 1.0 for 1; datetimes are stored as epoch
 * milliseconds, which are integers.
 */
export function indexType(type: FieldType): IndexType {
  switch (type) {
    case 'string':
    case 'string[]':
      return 'keyword';
    case 'boolean':
      return 'bool';
    case 'datetime':
      return 'integer';
    case 'number':
    case 'number[]':
      return 'float';
  }
}
