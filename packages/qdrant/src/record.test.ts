import type { VectorRecord } from '@nestvec/core';
import { resolveSpec } from '@nestvec/core/store';
import { describe, expect, it } from 'vitest';
import { ownLayout } from './record.ts';

const spec = resolveSpec({
  name: 'docs',
  embedder: {
    model: 'nestvec/mini-clip',
    revision: '1',
    weights: 'fp16',
    preprocessing: 'onnx-1',
    maxTokens: 512,
    imagePolicy: 'crop',
    taskHandling: 'prefix',
    dimensions: 64,
  },
  vectors: { image: { modality: 'image' }, image_32: { modality: 'image', dimensions: 32 } },
  fields: { color: 'string', price: 'number', made: 'datetime', tags: 'string[]', sold: 'boolean' },
});
const layout = ownLayout(spec, undefined);
const record = (metadata: VectorRecord['metadata']): VectorRecord => ({
  id: 'a/1',
  vectors: {},
  metadata,
  text: 'two dogs',
  parentId: 'a',
});

describe('ownLayout', () => {
  it('keeps declared fields to filter by and the whole metadata as text', () => {
    const metadata = {
      color: 'red',
      price: 1.5,
      made: '2026-01-31T12:00:00.0019+01:00',
      tags: ['a', null, 'b'],
      sold: false,
      other: { deep: [null] },
    };
    expect(layout.toPayload(record(metadata))).toEqual({
      _id: 'a/1',
      _metadata: JSON.stringify(metadata),
      _text: 'two dogs',
      _parent_id: 'a',
      color: 'red',
      price: 1.5,
      made: Date.UTC(2026, 0, 31, 11, 0, 0, 1),
      tags: ['a', 'b'],
      sold: false,
    });
  });

  it('leaves out what counts as missing, so that is_empty means missing', () => {
    const metadata = { color: null, tags: [], price: null };
    expect(layout.toPayload(record(metadata))).toEqual({
      _id: 'a/1',
      _metadata: JSON.stringify(metadata),
      _text: 'two dogs',
      _parent_id: 'a',
    });
    expect(layout.toPayload(record({ tags: [null] }))).not.toHaveProperty('tags');
  });

  it('T9, T19: gives metadata back deep-equal, null and big integers and __proto__ included', () => {
    const text =
      '{"a":null,"n":9007199254740992,"e":1e+300,"__proto__":{"x":1},"a.b":1,"q\\"":{"$":[[]]}}';
    const metadata = JSON.parse(text) as VectorRecord['metadata'];
    const payload = layout.toPayload(record(metadata));
    const back = layout.fromPoint({ id: 'x', payload, vectors: {} }, undefined);
    expect(JSON.stringify(back.metadata)).toBe(text);
    expect(back).toMatchObject({ id: 'a/1', text: 'two dogs', parentId: 'a' });
  });

  it('gives equal ids of two tenants different points, and always the same', () => {
    const [one, two] = [ownLayout(spec, 'one'), ownLayout(spec, 'two')];
    expect(one.pointId('a')).not.toBe(two.pointId('a'));
    expect(one.pointId('a')).toBe(ownLayout(spec, 'one').pointId('a'));
    expect(layout.pointId('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
    expect(one.tenantCondition).toEqual({ key: '_tenant', match: { value: 'one' } });
    expect(one.toPayload(record({}))).toMatchObject({ _tenant: 'one' });
  });

  it('asks for exactly the parts that are wanted', () => {
    expect(layout.parts(undefined).with_vector).toEqual(['image', 'image_32']);
    expect(layout.parts({}).with_vector).toEqual(['image', 'image_32']);
    expect(layout.parts({ vectors: [] }).with_vector).toBe(false);
    expect(layout.parts({ metadata: false, text: false, vectors: ['image'] })).toEqual({
      with_payload: ['_id', '_uri', '_parent_id', '_source', '_content_hash'],
      with_vector: ['image'],
    });
  });

  it('refuses a point without an id of ours', () => {
    expect(() => layout.fromPoint({ id: 1, payload: {}, vectors: {} }, undefined)).toThrow(
      'lacks the id that nestvec writes',
    );
  });
});
