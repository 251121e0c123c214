import type { FieldType, VectorRecord } from '@nestvec/core';
import { describe, expect, it } from 'vitest';
import { picture, pictureSpec, unitVector } from './__fixtures__/collection.ts';
import { loadPeers } from './client.ts';
import { fieldValue } from './field-value.ts';
import { columnsFor, fromRow, recordBytes, type Row, toTable } from './record.ts';

const { arrow } = await loadPeers(undefined);

describe('a record', () => {
  const spec = pictureSpec({
    price: 'number',
    sold: 'boolean',
    tags: 'string[]',
    made: 'datetime',
  });
  const there = (records: readonly VectorRecord[]): Row[] =>
    toTable(records, spec, undefined, arrow).toArray() as Row[];

  it('comes back as it was', () => {
    const records: VectorRecord[] = [
      {
        ...picture('a', 1, {
          price: 1.5,
          sold: false,
          tags: ['x', null],
          made: '2026-01-31T12:00:00Z',
          more: { deep: [null] },
        }),
        text: '\ufeffbegins with a mark',
        uri: 'file:///a',
        parentId: 'p',
        source: 's',
        contentHash: 'h',
      },
      { id: "it's\u0000\\", vectors: {}, metadata: {} },
      { id: '𝒳', vectors: { image_64: unitVector(3).slice(0, 64) }, metadata: { tags: [] } },
    ];
    expect(there(records).map((row) => fromRow(row, spec))).toEqual(records);
  });

  it('is one row of typed columns', () => {
    const [row] = there([
      picture('a', 1, { price: -0, sold: true, tags: ['x', null], made: '1970-01-01T00:00:01Z' }),
    ]);
    expect(row).toMatchObject({ _id: 'a', _key: 'a', price: 0, sold: 1, made: 1000, _text: null });
    expect(JSON.stringify(row?.['tags'])).toBe('["x"]');
  });

  it('has a key of tenant and id where there are tenants', () => {
    const table = toTable([picture('a', 1)], { ...spec, tenants: true }, 'acme', arrow);
    const [row] = table.toArray() as Row[];
    expect(row).toMatchObject({ _id: 'a', _key: 'acme/a', _tenant: 'acme' });
  });

  it('lacks a vector whose name every object inherits', () => {
    const named = {
      ...spec,
      vectors: { ...spec.vectors, constructor: { ...spec.vectors['image'] } },
    } as typeof spec;
    const [row] = toTable([picture('a', 1)], named, undefined, arrow).toArray() as Row[];
    expect(row?.['_vector_constructor']).toBeNull();
  });

  it('weighs about what its numbers and texts take', () => {
    const weight = recordBytes({ ...picture('a', 1), text: 'ü'.repeat(5000) });
    expect(weight).toBeGreaterThan(4 * (256 + 64) + 10_000);
    expect(weight).toBeLessThan(4 * (256 + 64) + 12_000);
  });

  it('is read from no more columns than are asked for', () => {
    const others = ['_uri', '_parent_id', '_source', '_content_hash'];
    expect(columnsFor({ metadata: false, text: false, vectors: [] }, spec)).toEqual([
      '_id',
      ...others,
    ]);
    expect(columnsFor({ vectors: ['image'] }, spec)).toEqual([
      '_id',
      '_metadata',
      '_text',
      ...others,
      '_vector_image',
    ]);
    expect(columnsFor(undefined, spec).slice(-2)).toEqual(['_vector_image', '_vector_image_64']);
  });
});

it.each<[string, FieldType, VectorRecord['metadata'], unknown]>([
  ['a missing field', 'string', {}, null],
  ['null', 'number', { f: null }, null],
  ['an inherited name', 'string', {}, null],
  ['a text', 'string', { f: '' }, ''],
  ['minus zero', 'number', { f: -0 }, 0],
  ['a boolean', 'boolean', { f: false }, 0],
  ['a moment', 'datetime', { f: '1970-01-01T01:00:00.5+01:00' }, 500],
  ['no moment', 'datetime', { f: 'yesterday' }, null],
  ['an array', 'number[]', { f: [1, null, -0] }, [1, 0]],
  ['an empty array', 'string[]', { f: [] }, null],
  ['an array of nothing', 'string[]', { f: [null] }, null],
])('holds %s of type %s as a column does', (title, type, metadata, value) => {
  expect(
    fieldValue(metadata, title === 'an inherited name' ? 'toString' : 'f', type),
  ).toStrictEqual(value);
});
