import { describe, expect, it } from 'vitest';
import { testSpec, unitVector } from '../__fixtures__/spec.ts';
import { checkRecord, checkUpdate, lastOfEachId } from './check-record.ts';
import type { VectorRecord } from './record.ts';

const record: VectorRecord = {
  id: 'a',
  vectors: { image: unitVector(64, 1), image_32: unitVector(32, 1) },
  metadata: { color: 'red', nested: { deep: [1, null, { 'a.b': '"' }] } },
  text: 'a thing',
};

describe('checkRecord', () => {
  it.each<[unknown, string]>([
    [null, 'records[0]: must be a record, got null'],
    ['a', 'records[0]: must be a record, got "a"'],
  ])('refuses %j in place of a record', (value, message) => {
    expect(() => checkRecord(value as VectorRecord, testSpec, 'records[0]')).toThrow(message);
    expect(() => checkUpdate(value as VectorRecord, testSpec, 'updates[0]')).toThrow(
      message.replace('records', 'updates').replace('a record', 'a change of a record'),
    );
  });

  it('refuses keys to unset that are not in an array', () => {
    const update = { id: 'a', unset: 'price' as unknown as string[] };
    expect(() => checkUpdate(update, testSpec, 'updates[0]')).toThrow(
      'updates[0].unset: must be an array of metadata keys',
    );
  });

  it.each<[string, Partial<VectorRecord>]>([
    ['as it should be', {}],
    ['without vectors', { vectors: {} }],
    ['with null for a declared field', { metadata: { price: null } }],
    ['with an undefined metadata key', { metadata: { price: undefined } }],
    [
      'with hostile metadata keys',
      { metadata: JSON.parse('{"__proto__":1,"$gt":2,"_id":3,"":4}') as VectorRecord['metadata'] },
    ],
  ])('takes a record %s', (_case, change) => {
    expect(() => checkRecord({ ...record, ...change }, testSpec, 'records[0]')).not.toThrow();
  });

  it.each<[string, object, string]>([
    ['an id that is a number', { id: 7 }, 'records[0].id: must be a string, got 7'],
    [
      'a vector of another name',
      { vectors: { picture: unitVector(64, 1) } },
      'records[0].vectors.picture: is not a named vector of things; it has image, image_32, text',
    ],
    [
      'a vector named like an inherited property',
      { vectors: { toString: unitVector(64, 1) } },
      'records[0].vectors.toString: is not a named vector',
    ],
    [
      'a vector of another length',
      { vectors: { image: unitVector(32, 1) } },
      'records[0].vectors.image: has 32 dimensions where 64 are expected',
    ],
    [
      'a vector that is not normalised',
      { vectors: { image: unitVector(64, 1).map((x) => x * 2) } },
      'has norm 2.000',
    ],
    [
      'vectors in an array',
      { vectors: [unitVector(64, 1)] },
      'records[0].vectors: must be an object',
    ],
    ['metadata in an array', { metadata: [] }, 'records[0].metadata: must be a JSON object'],
    [
      'a Date in metadata',
      { metadata: { at: new Date(0) } },
      "records[0].metadata.at: a Date can't be stored as JSON; use its toISOString()",
    ],
    [
      'a bigint in metadata',
      { metadata: { n: [1n] } },
      "records[0].metadata.n[0]: a bigint can't be stored as JSON; use a string",
    ],
    [
      'NaN in metadata',
      { metadata: { n: Number.NaN } },
      "records[0].metadata.n: NaN can't be stored",
    ],
    [
      'a class instance in metadata',
      { metadata: { m: new Map() } },
      "records[0].metadata.m: a Map can't be stored",
    ],
    [
      'half a surrogate pair in metadata',
      { metadata: { s: '\udc00' } },
      'half of a surrogate pair',
    ],
    [
      'a declared field of another type',
      { metadata: { price: '3' } },
      'records[0].metadata.price: is declared as number, got "3"',
    ],
    ['a text that is not a string', { text: 3 }, 'records[0].text: must be a well-formed string'],
  ])('refuses %s', (_case, change, message) => {
    expect(() => checkRecord({ ...record, ...change }, testSpec, 'records[0]')).toThrow(message);
  });
});

describe('checkUpdate', () => {
  it('looks only at what the change names', () => {
    expect(() => checkUpdate({ id: 'a' }, testSpec, 'changes[0]')).not.toThrow();
    expect(() =>
      checkUpdate({ id: 'a', vectors: { text: unitVector(3, 1) } }, testSpec, 'changes[0]'),
    ).toThrow('changes[0].vectors.text: has 3 dimensions');
    expect(() =>
      checkUpdate({ id: 'a', metadata: { price: true } }, testSpec, 'changes[0]'),
    ).toThrow('changes[0].metadata.price');
  });
});

describe('lastOfEachId', () => {
  it('keeps the last of a repeated id in its first place', () => {
    const entries = [
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
      { id: 'a', n: 3 },
    ];
    expect(lastOfEachId(entries)).toEqual([
      { id: 'a', n: 3 },
      { id: 'b', n: 2 },
    ]);
  });
});
