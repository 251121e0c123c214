import type { Filter, VectorRecord } from '@nestvec/core';
import { type AttachOptions, parseFilter } from '@nestvec/core/store';
import { describe, expect, it } from 'vitest';
import { smallSpec, unitVector } from './__fixtures__/spec.ts';
import { attachedLayout } from './attach-layout.ts';
import { compileFilter } from './filter.ts';

const spec = smallSpec();
const attach: AttachOptions = {
  embedder: spec.embedder,
  vectors: { image: { modality: 'image' } },
  names: { image: '' },
  textField: 'cap tion',
};
const layout = attachedLayout(attach, spec);
const uuid = '6fa459ea-ee8a-4ca4-894e-db77e160355e';

describe('attachedLayout', () => {
  it.each([
    ['0', 0],
    ['42', 42],
    ['9007199254740993', 9007199254740993n],
    ['18446744073709551615', 2n ** 64n - 1n],
    [uuid, uuid],
  ])('takes %s for the collection’s own id', (id, pointId) => {
    expect(layout.pointId(id)).toBe(pointId);
  });

  it.each(['042', '-1', '1.5', '18446744073709551616', uuid.toUpperCase(), 'abc', ''])(
    'refuses %j, which would not come back as it is',
    (id) => {
      expect(() => layout.pointId(id)).toThrow('neither an integer');
    },
  );

  it('maps ids of ours where that is asked, and keeps them', () => {
    const mapped = attachedLayout({ ...attach, ids: 'mapped' }, spec);
    const record: VectorRecord = { id: 'my id', vectors: {}, metadata: { a: 1 } };
    expect(mapped.pointId('my id')).toMatch(/^[0-9a-f-]{36}$/);
    const payload = mapped.toPayload(record);
    expect(payload).toEqual({ a: 1, _id: 'my id' });
    expect(mapped.fromPoint({ id: 'x', payload, vectors: {} }, undefined)).toEqual(record);
  });

  it('asks for no more of the payload than the fields that are read', () => {
    const nothing = { text: false, links: false, vectors: [] };
    const payloadOf = (metadata: boolean | readonly string[]): unknown =>
      layout.parts({ ...nothing, metadata }).with_payload;
    expect(payloadOf(['year', 'a.b'])).toEqual(['year', '"a.b"', '_id']);
    expect(payloadOf(false)).toEqual(['_id']);
    expect(payloadOf(true)).toBe(true);
  });

  it('takes the payload for the metadata, and the text out of it', () => {
    const payload = {
      'cap tion': 'two dogs',
      year: 2001,
      deep: { n: null, big: 2n ** 60n },
      _uri: 'u',
    };
    const vectors = { '': unitVector(64, 1), other: unitVector(3, 1) };
    const record = layout.fromPoint({ id: 7, payload, vectors }, undefined);
    expect(record).toEqual({
      id: '7',
      text: 'two dogs',
      uri: 'u',
      metadata: { year: 2001, deep: { n: null, big: 2 ** 60 } },
      vectors: { image: vectors[''] },
    });
  });

  it('asks for the parts that are wanted, with keys that need it in quotes', () => {
    expect(layout.parts({ vectors: ['image'] })).toEqual({ with_payload: true, with_vector: [''] });
    expect(layout.parts({ metadata: false }).with_payload).toContain('"cap tion"');
    expect(layout.parts({ metadata: false, text: false }).with_payload).not.toContain('"cap tion"');
  });
});

describe('attachedLeaf', () => {
  const fields = {
    made: 'datetime',
    sizes: 'number[]',
    words: 'string[]',
    n: 'number',
    word: 'string',
  } as const;
  const compile = (filter: Filter) => compileFilter(parseFilter(filter, fields), layout.leaf);
  const at = '2026-01-31T12:00:00.000Z';
  const after = '2026-01-31T12:00:00.001Z';

  it.each<[string, Filter, unknown]>([
    [
      'an instant is a millisecond long',
      { made: at },
      { key: 'made', range: { gte: at, lt: after } },
    ],
    ['later than an instant', { made: { $gt: at } }, { key: 'made', range: { gte: after } }],
    ['up to an instant', { made: { $lte: at } }, { key: 'made', range: { lt: after } }],
    ['before an instant', { made: { $lt: at } }, { key: 'made', range: { lt: at } }],
    [
      'any number of a list',
      { sizes: { $exists: true } },
      { key: 'sizes', range: { gte: -Number.MAX_VALUE, lte: Number.MAX_VALUE } },
    ],
    ['a number', { n: 1 }, { key: 'n', range: { gte: 1, lte: 1 } }],
    ['words', { word: { $in: ['a', 'b'] } }, { key: 'word', match: { any: ['a', 'b'] } }],
  ])('%s', (_, filter, condition) => {
    expect(compile(filter)).toEqual({ must: [condition] });
  });

  it('refuses what the server can’t tell: a list of nothing but null', () => {
    expect(() => compile({ words: { $exists: true } })).toThrow('$in');
  });
});
