import type { NamedVectorSpec } from '@nestvec/core';
import { decodeMemory } from '@nestvec/core/store';
import { describe, expect, it } from 'vitest';
import { smallSpec } from './__fixtures__/spec.ts';
import { readInfo } from './info.ts';
import { checkNative } from './native.ts';
import { observe } from './observe.ts';
import { ownLayout } from './record.ts';
import { classConfig, vectorConfig } from './schema.ts';

const vectorOf = (image: Partial<NamedVectorSpec>) => {
  const { vectors } = smallSpec({ vectors: { image: { modality: 'image', ...image } } });
  return vectorConfig('image', vectors['image']!);
};
const native = (settings: object) => ({ native: { weaviate: settings } });

describe('classConfig', () => {
  const fields = {
    color: 'string',
    tags: 'string[]',
    price: 'number',
    made: 'datetime',
    Id: 'boolean',
    sizes: 'number[]',
  } as const;
  const memory = { spec: smallSpec({ fields, tenants: true }), incomplete: [] };
  const config = classConfig(memory, {
    replicationFactor: 3,
    shardCount: 2,
    autoTenantActivation: false,
  });

  it('keeps the memory, asks for an index of nulls and for no stop words, and brings its own vectors', () => {
    expect(config).toMatchObject({
      class: 'Docs',
      invertedIndexConfig: { indexNullState: true, stopwords: { preset: 'none' } },
      multiTenancyConfig: { enabled: true, autoTenantCreation: true, autoTenantActivation: false },
      replicationConfig: { factor: 3 },
      shardingConfig: { desiredCount: 2 },
      vectorConfig: {
        image: { vectorizer: { none: {} }, vectorIndexType: 'flat' },
        image_32: { vectorizer: { none: {} }, vectorIndexType: 'hnsw' },
      },
    });
    expect(decodeMemory(String(config['description']), 'weaviate')).toEqual(memory);
  });

  it('gives each field the indexes that its filters need', () => {
    const properties = config['properties'] as { name: string }[]; // as declared
    expect(properties.slice(-6)).toEqual([
      {
        name: 'color',
        dataType: ['text'],
        tokenization: 'field',
        indexFilterable: true,
        indexSearchable: false,
      },
      {
        name: 'tags',
        dataType: ['text[]'],
        tokenization: 'field',
        indexFilterable: true,
        indexSearchable: false,
      },
      { name: 'price', dataType: ['number'], indexFilterable: true, indexRangeFilters: true },
      { name: 'made', dataType: ['number'], indexFilterable: true, indexRangeFilters: true },
      { name: 'id__x1', dataType: ['boolean'], indexFilterable: true },
      { name: 'sizes', dataType: ['number[]'], indexFilterable: true },
    ]);
    expect(properties.find(({ name }) => name === '_text')).toMatchObject({
      indexSearchable: false,
    });
    expect(properties.some(({ name }) => name === '_words')).toBe(false);
  });

  it('keeps words where keyword is declared, cut at white space alone', () => {
    const spec = smallSpec({ keyword: true });
    const { properties } = readInfo(classConfig({ spec, incomplete: [] }, {}));
    expect(properties['_words']).toMatchObject({ searchable: true, tokenization: 'whitespace' });
  });

  it('comes back from the server as what was observed of it', () => {
    const info = readInfo(config);
    const layout = ownLayout(memory.spec, info, true);
    expect(observe(memory, info, layout)).toEqual({
      embedder: memory.spec.embedder,
      recordFields: false, // of a memory that does not say so
      fields,
      tenants: true,
      vectors: {
        image: {
          modality: 'image',
          dimensions: 64,
          quantization: 'none',
          graph: false,
          complete: true,
        },
        image_32: {
          modality: 'image',
          dimensions: 32,
          quantization: 'none',
          graph: true,
          complete: true,
        },
      },
    });
  });
});

describe('vectorConfig', () => {
  it.each<[string, Partial<NamedVectorSpec>, string, object]>([
    ['a graph', {}, 'hnsw', { distance: 'cosine', skipDefaultQuantization: true }],
    ['no graph', { graph: false }, 'flat', { distance: 'cosine', skipDefaultQuantization: true }],
    [
      'eight bits',
      { quantization: 'int8' },
      'hnsw',
      { distance: 'cosine', rq: { enabled: true, bits: 8 } },
    ],
    [
      'one bit',
      { quantization: 'binary', graph: false },
      'flat',
      { distance: 'cosine', rq: { enabled: true, bits: 1 } },
    ],
    [
      'settings of a graph',
      native({
        index: { kind: 'hnsw', maxConnections: 8, filterStrategy: 'sweeping' },
        quantization: { kind: 'sq', rescoreLimit: 9 },
      }),
      'hnsw',
      {
        distance: 'cosine',
        maxConnections: 8,
        filterStrategy: 'sweeping',
        sq: { enabled: true, rescoreLimit: 9 },
      },
    ],
    [
      'an index that becomes a graph',
      native({ index: { kind: 'dynamic', threshold: 500 } }),
      'dynamic',
      {
        distance: 'cosine',
        threshold: 500,
        skipDefaultQuantization: true,
        hnsw: { distance: 'cosine', skipDefaultQuantization: true },
        flat: { distance: 'cosine' },
      },
    ],
    ['an index on disk', native({ index: { kind: 'hfresh' } }), 'hfresh', { distance: 'cosine' }],
  ])('%s', (_, vector, type, config) => {
    expect(vectorOf(vector)).toEqual({
      vectorizer: { none: {} },
      vectorIndexType: type,
      vectorIndexConfig: config,
    });
  });
});

describe('checkNative', () => {
  it.each<[string, Partial<NamedVectorSpec>, string]>([
    ['a misspelt setting', native({ index: { kind: 'hnsw', m: 3 } }), 'native.weaviate'],
    [
      'another index than the graph says',
      { graph: true, ...native({ index: { kind: 'flat' } }) },
      'is flat, and graph is true',
    ],
    [
      'bits that contradict the quantisation',
      native({ quantization: { kind: 'bq' } }),
      'quantization to binary',
    ],
    [
      'a kind that a flat index does not have',
      { graph: false, ...native({ quantization: { kind: 'pq' } }) },
      'use rq or bq',
    ],
    [
      'bits for an index that has its own',
      { quantization: 'int8', ...native({ index: { kind: 'hfresh' } }) },
      'is not for hfresh',
    ],
    ['bits that there are not', native({ quantization: { kind: 'rq', bits: 2 } }), 'bits'],
  ])('refuses %s', (_, vector, problem) => {
    const spec = smallSpec({ vectors: { image: { modality: 'image', ...vector } } });
    expect(() => checkNative(spec)).toThrow(problem);
  });
});
