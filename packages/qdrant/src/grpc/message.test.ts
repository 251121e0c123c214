import * as wire from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { readFields } from '../__fixtures__/read-fields.ts';
import type { StoredPoint } from '../api.ts';
import { readScroll, readUpdateResult } from './answer.ts';
import { packedBytes, packPoint, scrollMessage, upsertMessage } from './message.ts';
import { MessageWriter } from './wire.ts';

const id = '6fa459ea-ee8a-4ca4-894e-db77e160355e';

/** Field numbers from the outside in, as a path to the content. */
function at(bytes: Uint8Array, ...path: number[]): Uint8Array[] {
  const [field, ...rest] = path;
  if (field === undefined) return [bytes];
  return readFields(bytes)
    .filter((part) => part.field === field)
    .flatMap((part) => (part.bytes === undefined ? [] : at(part.bytes, ...rest)));
}

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe('upsertMessage', () => {
  const vector = { image: Float32Array.of(1.5, -0, 3e-39), ü: new Float32Array(300).fill(0.25) };
  const point = { id, vector, payload: { _id: 'ä', n: 1, x: [true, null, { y: 'z' }] } };
  const message = upsertMessage('docs', [packPoint(point, wire), packPoint(point, wire)], wire);

  it('is what the server’s interface says, field by field', () => {
    expect(text(at(message, 1)[0])).toBe('docs');
    expect(readFields(message).find(({ field }) => field === 2)?.value).toBe(1n);
    expect(at(message, 3)).toHaveLength(2);
    expect(text(at(message, 3, 1, 2)[0])).toBe(id);
    expect(at(message, 3, 4, 2, 1, 1).map(text)).toEqual(['image', 'ü', 'image', 'ü']);
  });

  it('holds the very bytes of the vectors', () => {
    const dense = at(message, 3, 4, 2, 1, 2, 101, 1);
    expect(dense).toHaveLength(4);
    expect(dense[0]).toEqual(new Uint8Array(vector.image.buffer));
    expect(dense[1]).toEqual(new Uint8Array(vector['ü'].buffer));
  });

  it('takes a vector that is a view into a larger buffer', () => {
    const view = new Float32Array(new Float32Array([9, 1, 2, 9]).buffer, 4, 2);
    const packed = packPoint({ id, vector: { a: view }, payload: {} }, wire);
    const [numbers] = at(upsertMessage('d', [packed], wire), 3, 4, 2, 1, 2, 101, 1);
    expect(numbers).toEqual(new Uint8Array(Float32Array.of(1, 2).buffer));
  });

  it('is as long as was planned', () => {
    const empty = upsertMessage('docs', [], wire).length;
    const packed = packPoint(point, wire);
    expect(message.length - empty).toBe(2 * packedBytes(packed));
  });

  it('takes a point without vectors or payload, and integer ids of 64 bits', () => {
    const packed = packPoint({ id: 2n ** 64n - 1n, vector: {}, payload: {} }, wire);
    const [pointId] = at(upsertMessage('d', [packed], wire), 3, 1);
    expect(readFields(pointId ?? new Uint8Array())).toEqual([
      { field: 1, value: 2n ** 64n - 1n, bytes: undefined },
    ]);
  });
});

/** Turns what is written into what would be read: a point of a request lies like one of an answer, short of field 3. */
function answerOf(points: readonly StoredPoint[], dense: boolean): Uint8Array {
  const writer = new MessageWriter(wire);
  for (const point of points) {
    writer.message(2, () => {
      writer.message(1, () => {
        if (typeof point.id === 'string') writer.text(2, point.id);
        else writer.natural(1, point.id);
      });
      const packed = packPoint({ id: 0, vector: {}, payload: point.payload }, wire);
      for (const { bytes } of readFields(packed.payload))
        writer.bytes(2, bytes ?? new Uint8Array());
      writer.message(4, () =>
        writer.message(2, () => {
          for (const [name, { buffer }] of Object.entries(point.vectors))
            writer.message(1, () => {
              writer.text(1, name).message(2, () => {
                if (dense) writer.message(101, () => writer.bytes(1, new Uint8Array(buffer)));
                else writer.bytes(1, new Uint8Array(buffer));
              });
            });
        }),
      );
    });
  }
  return writer.double(3, 0.1).finish();
}

describe('readScroll', () => {
  const points: StoredPoint[] = [
    {
      id,
      payload: {
        a: 'ä\u0000\ufeff',
        b: -1,
        c: 0.1,
        d: [null, true, { e: [] }],
        f: 2 ** 53 - 1,
        '': false,
      },
      vectors: { image: Float32Array.of(0.1, 2), text: new Float32Array(64).fill(-1) },
    },
    { id: 7, payload: {}, vectors: {} },
    { id: 2n ** 63n, payload: {}, vectors: { '': Float32Array.of(1) } },
  ];

  it.each([true, false])(
    'reads what a server writes (vectors in a message of their own: %s)',
    (dense) => {
      expect(readScroll(answerOf(points, dense))).toEqual(points);
    },
  );

  it('keeps __proto__ as a key', () => {
    const payload = JSON.parse('{"__proto__":1}') as StoredPoint['payload'];
    const [point] = readScroll(answerOf([{ id: 1, payload, vectors: {} }], true));
    expect(JSON.stringify(point?.payload)).toBe('{"__proto__":1}');
  });

  it('refuses an empty answer', () => {
    expect(() => readScroll(new Uint8Array())).toThrow('not one of Qdrant');
  });
});

describe('readUpdateResult', () => {
  it.each([
    [1, 'acknowledged'],
    [2, 'completed'],
    [4, 'wait_timeout'],
    [9, 'unknown'],
  ])('reads status %d as %s', (number, status) => {
    const writer = new MessageWriter(wire);
    const answer = writer.message(1, () => writer.natural(1, 5).natural(2, number)).finish();
    expect(readUpdateResult(answer)).toEqual({ status });
  });

  it('refuses an empty answer', () => {
    expect(() => readUpdateResult(new Uint8Array())).toThrow('not one of Qdrant');
  });
});

describe('scrollMessage', () => {
  it('selects payload keys and vectors by name, and begins at an id', () => {
    const message = scrollMessage(
      'docs',
      { limit: 10, offset: id, with_payload: ['_id', '_text'], with_vector: ['image'] },
      wire,
    );
    expect(at(message, 6, 2, 1).map(text)).toEqual(['_id', '_text']);
    expect(at(message, 7, 2, 1).map(text)).toEqual(['image']);
    expect(text(at(message, 3, 2)[0])).toBe(id);
  });

  it('writes every kind of condition', () => {
    const filter = {
      must: [
        { key: 'a', match: { value: 'x' } },
        { key: 'b', match: { value: true } },
        { key: 'c', match: { value: -5 } },
        { key: 'd', match: { any: ['p', 'q'] } },
        { key: 'e', match: { any: [1, 2] } },
        { key: 'f', range: { gt: 1, gte: 2, lt: 3, lte: 4.5 } },
        { has_id: [id, 3] },
        { has_vector: 'image' },
      ],
      should: [{ is_empty: { key: 'g' } }],
      must_not: [{ must: [{ has_id: [] }] }],
    };
    const request = { limit: 1, with_payload: false, with_vector: true, filter };
    const message = scrollMessage('docs', request, wire);
    expect(at(message, 2, 2, 1, 1).map(text)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(at(message, 2, 2, 1, 2, 1).map(text)).toEqual(['x']);
    expect(at(message, 2, 2, 1, 2, 5, 1).map(text)).toEqual(['p', 'q']);
    expect(
      at(message, 2, 2, 1, 2, 6)
        .flatMap((list) => readFields(list))
        .map(({ value }) => value),
    ).toEqual([1n, 2n]);
    const [range] = at(message, 2, 2, 1, 3);
    const bounds = readFields(range ?? new Uint8Array()).map(({ field, bytes }) => [
      field,
      new DataView((bytes ?? new Uint8Array()).slice().buffer).getFloat64(0, true),
    ]);
    expect(bounds).toEqual([
      [1, 3],
      [2, 1],
      [3, 2],
      [4, 4.5],
    ]);
    expect(at(message, 2, 2, 3, 1, 2).map(text)).toEqual([id]);
    expect(at(message, 2, 2, 7, 1).map(text)).toEqual(['image']);
    expect(at(message, 2, 1, 2, 1).map(text)).toEqual(['g']);
    expect(at(message, 2, 3, 4, 2, 3)).toHaveLength(1);
  });
});
