import { describe, expect, it } from 'vitest';
import type { VectorRecord } from '../../record/record.ts';
import { hashRecord, isSameMark, markRecord } from './record-hash.ts';

const metadata = { b: 1, a: [null, 'x'] };
const vectors = { text: Float32Array.of(0.6, 0, 0.8, 0), image: Float32Array.of(1, 0, 0, 0) };
const base: VectorRecord = { id: 'a', vectors, metadata, text: 'one', uri: 'u' };

/** The same record but for one part; all share one object of metadata, unless it is what differs. */
const others: readonly (readonly [string, VectorRecord])[] = [
  ['id', { ...base, id: 'b' }],
  ['text', { ...base, text: 'two' }],
  ['uri', { ...base, uri: undefined }],
  ['part that holds the text', { ...base, text: undefined, uri: 'one' }],
  ['parent', { ...base, parentId: 'p' }],
  ['metadata', { ...base, metadata: { b: 2, a: [null, 'x'] } }],
  ['set of vectors', { ...base, vectors: { text: vectors.text } }],
  ['names of vectors', { ...base, vectors: { text: vectors.image, image: vectors.text } }],
  ['numbers', { ...base, vectors: { ...vectors, text: Float32Array.of(0, 0.6, 0.8, 0) } }],
];

describe('hash and mark of a record', () => {
  it.each(others)('differ with another %s, whichever was looked at before', (_, other) => {
    for (const [first, second] of [
      [base, other],
      [other, base],
    ] as const) {
      expect(hashRecord(second)).not.toEqual(hashRecord(first));
      expect(isSameMark(markRecord(first), markRecord(second))).toBe(false);
    }
  });

  it('are the same for a record whose keys come in another order, and that leaves out what is not given', () => {
    const same: VectorRecord = {
      uri: 'u',
      parentId: undefined,
      metadata: { a: [null, 'x'], b: 1 },
      vectors: { image: vectors.image, text: vectors.text },
      text: 'one',
      id: 'a',
    };
    expect(hashRecord(same)).toEqual(hashRecord(base));
    expect(markRecord(same)).toEqual(markRecord(base));
  });

  it('differ in this: a mark stays where numbers are rounded, a hash does not', () => {
    const rounded = { ...base, vectors: { ...vectors, text: Float32Array.of(0.6001, 0, 0.8, 0) } };
    expect(isSameMark(markRecord(base), markRecord(rounded))).toBe(true);
    expect(hashRecord(rounded)).not.toEqual(hashRecord(base));
  });
});
