import type { NamedVectorSpec } from '@nestvec/core';
import { describe, expect, it } from 'vitest';
import { smallSpec } from './__fixtures__/spec.ts';
import { checkNative } from './native.ts';
import { collectionConfig, payloadIndexes, retuning, tuning } from './schema.ts';

const one = (vector: NamedVectorSpec) => {
  const spec = smallSpec({ vectors: { image: vector } });
  checkNative(spec);
  const { image } = spec.vectors;
  if (image === undefined) throw new Error('the spec has an image vector');
  return image;
};

describe('collectionConfig', () => {
  it('gives a graph to the coarse vector only, and lays the full one on disk', () => {
    const spec = smallSpec();
    expect(collectionConfig({ spec, incomplete: [] }, {})).toEqual({
      vectors: {
        image: { size: 64, distance: 'Cosine', on_disk: true, hnsw_config: { m: 0 } },
        image_32: { size: 32, distance: 'Cosine', on_disk: false, hnsw_config: {} },
      },
      metadata: { nestvec: expect.stringContaining('"nestvec":1') },
    });
  });

  it('passes settings of the collection on under the server’s names', () => {
    const native = {
      shardNumber: 2,
      replicationFactor: 3,
      indexingThreshold: 5000,
      strictMode: { maxQueryLimit: 100, unindexedFilteringRetrieve: false },
    };
    expect(collectionConfig({ spec: smallSpec(), incomplete: [] }, native)).toMatchObject({
      shard_number: 2,
      replication_factor: 3,
      optimizers_config: { indexing_threshold: 5000 },
      strict_mode_config: {
        enabled: true,
        max_query_limit: 100,
        unindexed_filtering_retrieve: false,
      },
    });
  });
});

describe('tuning', () => {
  it.each<[NamedVectorSpec['quantization'], unknown]>([
    ['none', undefined],
    ['int8', { scalar: { type: 'int8', quantile: 0.99, always_ram: true } }],
    ['binary', { binary: { always_ram: true } }],
  ])('quantises to %s', (quantization, expected) => {
    const settings = tuning(one({ modality: 'image', quantization }), 'image');
    expect(settings['quantization_config']).toEqual(expected);
  });

  it.each([
    [{ kind: 'product', compression: 'x16' }, { product: { compression: 'x16' } }],
    [
      { kind: 'turbo', bits: 'bits2', alwaysRam: true },
      { turbo: { bits: 'bits2', always_ram: true } },
    ],
  ])('takes quantisations that have no portable name: %j', (quantization, expected) => {
    const vector = one({ modality: 'image', native: { qdrant: { quantization } } });
    expect(tuning(vector, 'image')['quantization_config']).toEqual(expected);
  });

  it('takes the finer kinds of binary, the graph’s settings, and where things lie', () => {
    const vector = one({
      modality: 'image',
      quantization: 'binary',
      native: {
        qdrant: {
          quantization: {
            kind: 'binary',
            encoding: 'one_and_half_bits',
            queryEncoding: 'scalar8bits',
          },
          hnsw: { m: 32, efConstruct: 200, onDisk: true },
          onDisk: true,
        },
      },
    });
    expect(tuning(vector, 'image')).toEqual({
      on_disk: true,
      hnsw_config: { m: 32, ef_construct: 200, on_disk: true },
      quantization_config: {
        binary: { encoding: 'one_and_half_bits', query_encoding: 'scalar8bits' },
      },
    });
  });

  it('says what is no longer wanted of a vector that exists', () => {
    expect(retuning(one({ modality: 'image', graph: false }), 'image')).toMatchObject({
      hnsw_config: { m: 0 },
      quantization_config: 'Disabled',
    });
    expect(retuning(one({ modality: 'image', graph: true }), 'image')).toMatchObject({
      hnsw_config: { m: 16 },
    });
  });
});

describe('checkNative', () => {
  it.each<[string, NamedVectorSpec, string]>([
    ['an unknown setting', { modality: 'image', native: { qdrant: { hnws: {} } } }, 'qdrant'],
    [
      'a value of the wrong type',
      { modality: 'image', native: { qdrant: { onDisk: 1 } } },
      'onDisk',
    ],
    [
      'a graph without links',
      { modality: 'image', graph: true, native: { qdrant: { hnsw: { m: 0 } } } },
      'has m 0, and graph is true',
    ],
    [
      'a quantisation under another name',
      { modality: 'image', native: { qdrant: { quantization: { kind: 'scalar' } } } },
      'quantization to int8',
    ],
  ])('refuses %s', (_, vector, problem) => {
    expect(() => one(vector)).toThrow(problem);
  });

  it('leaves the settings of other databases alone', () => {
    expect(() => one({ modality: 'image', native: { lancedb: { any: 1 } } })).not.toThrow();
  });
});

describe('payloadIndexes', () => {
  it('T6: gives every declared field, and what filters ask of a record, the one index that keeps its meaning', () => {
    const fields = {
      a: 'string',
      b: 'number',
      c: 'boolean',
      d: 'datetime',
      e: 'string[]',
      f: 'number[]',
    } as const;
    expect(payloadIndexes({ fields, tenants: true, keyword: false })).toEqual({
      _tenant: { type: 'keyword', is_tenant: true },
      _parent_id: { type: 'keyword' },
      _source: { type: 'keyword' },
      _uri: { type: 'keyword' },
      a: { type: 'keyword' },
      b: { type: 'float' },
      c: { type: 'bool' },
      d: { type: 'integer' },
      e: { type: 'keyword' },
      f: { type: 'float' },
    });
  });
});
