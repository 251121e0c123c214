import { encodeMemory } from '@nestvec/core/store';
import { describe, expect, it } from 'vitest';
import { smallSpec } from './__fixtures__/spec.ts';
import { memoryOf, readInfo } from './info.ts';
import { observe } from './observe.ts';
import { ownLayout } from './record.ts';

const answer = (vectors: unknown, more: object = {}, schema: object = {}) => ({
  status: 'green',
  config: {
    params: { vectors },
    hnsw_config: { m: 16, ef_construct: 100 },
    quantization_config: null,
    strict_mode_config: null,
    metadata: null,
    ...more,
  },
  payload_schema: schema,
});

describe('readInfo', () => {
  it('reads named vectors with their own settings, and those of the collection where they have none', () => {
    const { vectors } = readInfo(
      answer(
        {
          a: { size: 4, distance: 'Cosine', hnsw_config: { m: 0 }, datatype: 'float16' },
          b: { size: 2, distance: 'Dot', quantization_config: { binary: {} } },
          c: { size: 2, distance: 'Dot', multivector_config: { comparator: 'max_sim' } },
        },
        { quantization_config: { scalar: { type: 'int8' } } },
      ),
    );
    expect(vectors).toEqual({
      a: {
        size: 4,
        distance: 'Cosine',
        datatype: 'float16',
        graph: false,
        effort: 100,
        quantization: 'scalar',
        multi: false,
      },
      b: {
        size: 2,
        distance: 'Dot',
        datatype: 'float32',
        graph: true,
        effort: 100,
        quantization: 'binary',
        multi: false,
      },
      c: {
        size: 2,
        distance: 'Dot',
        datatype: 'float32',
        graph: true,
        effort: 100,
        quantization: 'scalar',
        multi: true,
      },
    });
  });

  it('T13: reads the unnamed vector, alone and beside named ones', () => {
    const unnamed = { size: 4, distance: 'Cosine' };
    expect(Object.keys(readInfo(answer(unnamed)).vectors)).toEqual(['']);
    expect(Object.keys(readInfo(answer({ '': unnamed, b: unnamed })).vectors)).toEqual(['', 'b']);
    expect(readInfo(answer({})).vectors).toEqual({});
    expect(Object.keys(readInfo(answer({ size: unnamed })).vectors)).toEqual(['size']);
  });

  it('reads strict mode only where it is on', () => {
    const strict = { max_query_limit: 5, upsert_max_batchsize: 3, search_allow_exact: false };
    const read = (enabled: boolean) =>
      readInfo(answer({}, { strict_mode_config: { enabled, ...strict } })).strict;
    expect(read(true)).toEqual({ queryLimit: 5, batchRecords: 3, exactAllowed: false });
    expect(read(false)).toEqual({
      queryLimit: undefined,
      batchRecords: undefined,
      exactAllowed: true,
    });
  });

  it('refuses what describes no collection', () => {
    for (const strange of [undefined, '', {}, { config: {} }])
      expect(() => readInfo(strange)).toThrow('not one of Qdrant');
  });
});

describe('memoryOf', () => {
  it('reads what was written, and nothing of somebody else', () => {
    const memory = { spec: smallSpec(), incomplete: ['image_32'] };
    expect(memoryOf({ metadata: { nestvec: encodeMemory(memory), other: 1 } })).toEqual(memory);
    expect(memoryOf({ metadata: {} })).toBeUndefined();
    expect(memoryOf({ metadata: { nestvec: 5 } })).toBeUndefined();
  });
});

describe('observe', () => {
  const spec = smallSpec();
  const memory = { spec, incomplete: [] };
  const live = (changes: object) => ({
    size: 64,
    distance: 'Cosine',
    hnsw_config: { m: 0 },
    ...changes,
  });
  const indexes = { color: { data_type: 'keyword' }, price: { data_type: 'float' } };
  const see = (vectors: object, schema: object = indexes) =>
    observe(memory, readInfo(answer(vectors, {}, schema)), ownLayout(spec, undefined));
  const small = { size: 32, distance: 'Cosine' };

  it('says what it remembers where the server bears it out', () => {
    expect(see({ image: live({}), image_32: small })).toEqual({
      embedder: spec.embedder,
      tenants: false,
      fields: spec.fields,
      recordFields: false,
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

  it('sees whether every record field has its index', () => {
    const keys = ['_parent_id', '_source', '_uri'];
    const some = (names: string[]) =>
      Object.fromEntries(names.map((key) => [key, { data_type: 'keyword' }]));
    expect(see({}, some(keys)).recordFields).toBe(true);
    expect(see({}, some(keys.slice(1))).recordFields).toBe(false);
  });

  it('sees what somebody else has changed since', () => {
    const { vectors, fields } = see(
      { image: live({ hnsw_config: { m: 8 }, quantization_config: { scalar: {} } }) },
      { color: { data_type: 'text' } },
    );
    expect(vectors).toMatchObject({ image: { graph: true, quantization: 'int8' } });
    expect(vectors).not.toHaveProperty('image_32');
    expect(fields).toEqual({});
  });
});
