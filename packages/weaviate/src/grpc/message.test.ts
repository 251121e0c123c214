import * as wire from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { readFields } from '../__fixtures__/read-fields.ts';
import type { WeaviateFilter } from '../filter.ts';
import { readBatch, readCount, readDeletion, readSearch } from './answer.ts';
import { batchMessage, packedBytes, packObject, searchMessage } from './message.ts';
import { MessageWriter } from './wire.ts';

const id = '6fa459ea-ee8a-4ca4-894e-db77e160355e';
const place = { class: 'Docs', tenant: 't', consistency: 'QUORUM' } as const;

/** Field numbers from the outside in, as a path to the content. */
function at(bytes: Uint8Array, ...path: number[]): Uint8Array[] {
  const [field, ...rest] = path;
  if (field === undefined) return [bytes];
  return readFields(bytes)
    .filter((part) => part.field === field)
    .flatMap((part) => (part.bytes === undefined ? [] : at(part.bytes, ...rest)));
}
const valueAt = (bytes: Uint8Array | undefined, field: number) =>
  readFields(bytes ?? new Uint8Array()).find((part) => part.field === field)?.value;
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe('batchMessage', () => {
  const vectors = { image: Float32Array.of(1.5, -0, 3e-39), ü: new Float32Array(300).fill(0.25) };
  const properties = {
    n: 1.5,
    b: true,
    s: 'ä',
    tags: ['x', 'y'],
    sizes: [1, 2.5],
    flags: [true],
    none: [],
  };
  const packed = packObject({ id, vectors, properties }, place, wire);
  const message = batchMessage([packed, packed], place, wire);

  it('is what the server’s interface says, field by field', () => {
    expect(at(message, 1)).toHaveLength(2);
    expect(at(message, 1, 1).map(text)).toEqual([id, id]);
    expect(at(message, 1, 4).map(text)).toEqual(['Docs', 'Docs']);
    expect(at(message, 1, 5).map(text)).toEqual(['t', 't']);
    expect(at(message, 1, 23, 1).map(text)).toEqual(['image', 'ü', 'image', 'ü']);
    expect(valueAt(at(message, 1, 23)[0], 4)).toBe(1n);
    expect(valueAt(message, 2)).toBe(2n);
    expect(at(message, 1, 3, 1, 1, 1).map(text).slice(0, 3)).toEqual(['n', 'b', 's']);
    expect(at(message, 1, 3, 6, 1).map(text).slice(0, 2)).toEqual(['x', 'y']);
    expect(at(message, 1, 3, 4, 3)[0]).toEqual(new Uint8Array(Float64Array.of(1, 2.5).buffer));
    expect(at(message, 1, 3, 10).map(text)[0]).toBe('none');
  });

  it('holds the very bytes of the vectors, also of a view into a larger buffer', () => {
    const [image, other] = at(message, 1, 23, 3);
    expect(image).toEqual(new Uint8Array(vectors.image.buffer));
    expect(other).toEqual(new Uint8Array(vectors['ü'].buffer));
    const view = new Float32Array(new Float32Array([9, 1, 2, 9]).buffer, 4, 2);
    const one = packObject({ id, vectors: { a: view }, properties: {} }, place, wire);
    const [numbers] = at(batchMessage([one], place, wire), 1, 23, 3);
    expect(numbers).toEqual(new Uint8Array(Float32Array.of(1, 2).buffer));
  });

  it('is as long as was planned', () => {
    const empty = batchMessage([], place, wire).length;
    expect(message.length - empty).toBe(2 * packedBytes(packed));
  });
});

describe('searchMessage', () => {
  it('always says how many, which parts, and of what', () => {
    const filter: WeaviateFilter = {
      op: 'and',
      filters: [
        { op: 'not', filter: { op: 'equal', property: 'a', value: { text: 'x' } } },
        { op: 'lessThan', property: 'b', value: { number: 2 } },
      ],
    };
    const message = searchMessage(
      place,
      {
        limit: 3,
        filter,
        near: { target: 'image', vector: Float32Array.of(1, 0) },
        properties: ['_text'],
        vectors: ['image'],
      },
      wire,
    );
    expect(text(at(message, 1)[0])).toBe('Docs');
    expect(valueAt(message, 30)).toBe(3n);
    expect(text(at(message, 20, 1)[0])).toBe('_text');
    expect(text(at(message, 21, 10)[0])).toBe('image');
    expect(text(at(message, 43, 6, 1)[0])).toBe('image');
    expect(at(message, 43, 9, 3)[0]).toEqual(new Uint8Array(Float32Array.of(1, 0).buffer));
    expect(valueAt(at(message, 40)[0], 1)).toBe(7n);
    expect(at(message, 40, 3).map((inner) => valueAt(inner, 1))).toEqual([15n, 5n]);
    expect(text(at(message, 40, 3, 3, 20, 1)[0])).toBe('a');
  });
});

describe('answers', () => {
  it('names the objects that were not written', () => {
    const writer = new MessageWriter(wire).bytes(9, new Uint8Array());
    writer.message(2, () => writer.text(2, 'first'));
    writer.message(2, () => writer.integer(1, 7).text(2, 'eighth'));
    expect(readBatch(writer.finish())).toEqual([
      { index: 0, error: 'first' },
      { index: 7, error: 'eighth' },
    ]);
  });

  it('reads every kind of property, vectors by name, and a distance of zero', () => {
    const writer = new MessageWriter(wire).bytes(9, new Uint8Array());
    const property = (name: string, write: () => void): void => {
      writer.message(1, () => {
        writer.text(1, name).message(2, write);
      });
    };
    writer.message(2, () => {
      writer.message(1, () =>
        writer.message(11, () => {
          property('text', () => writer.text(13, 'ä'));
          property('number', () => writer.double(1, 0.1));
          property('integer', () => writer.integer(8, -(2n ** 60n)));
          property('flag', () => writer.flag(3, true));
          property('__proto__', () => writer.text(6, '2026-01-01T00:00:00Z'));
          property('nothing', () => writer.integer(12, 0));
          property('texts', () =>
            writer.message(5, () => writer.message(8, () => writer.text(1, 'a').text(1, 'b'))),
          );
          property('numbers', () =>
            writer.message(5, () =>
              writer.message(2, () =>
                writer.bytes(1, new Uint8Array(Float64Array.of(1, 2.5).buffer)),
              ),
            ),
          );
          property('object', () =>
            writer.message(4, () => property('inner', () => writer.double(1, 1))),
          );
        }),
      );
      writer.message(2, () => {
        writer.text(1, id).flag(8, true);
        writer.message(23, () =>
          writer.text(1, 'image').bytes(3, new Uint8Array(Float32Array.of(1, 2).buffer)),
        );
        writer.message(23, () => writer.text(1, 'rows').bytes(3, new Uint8Array(8)).integer(4, 2));
      });
    });
    const [object] = readSearch(writer.finish());
    expect(object).toEqual({
      id,
      distance: 0,
      vectors: { image: Float32Array.of(1, 2) },
      properties: Object.fromEntries([
        ['text', 'ä'],
        ['number', 0.1],
        ['integer', -(2 ** 60)],
        ['flag', true],
        ['__proto__', '2026-01-01T00:00:00Z'],
        ['nothing', null],
        ['texts', ['a', 'b']],
        ['numbers', [1, 2.5]],
        ['object', { inner: 1 }],
      ]),
    });
  });

  it('are refused where they end within a field, at whichever byte, or hold another type', () => {
    const writer = new MessageWriter(wire);
    writer.message(2, () => writer.message(2, () => writer.text(1, id).double(7, 1)));
    const whole = writer.finish();
    expect(() => readSearch(whole)).toThrow('another type');
    for (let end = 1; end < whole.length; end++)
      expect(() => readSearch(whole.subarray(0, end))).toThrow(RangeError);
    expect(() => readBatch(new MessageWriter(wire).integer(2, 1).finish())).toThrow(RangeError);
  });

  it('hold whole numbers of 64 bits, as near as numbers come', () => {
    const writer = new MessageWriter(wire);
    const numbers = [0n, 1n, -1n, 2n ** 53n - 1n, -(2n ** 53n) + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
    writer.message(2, () => {
      writer.message(1, () =>
        writer.message(11, () => {
          for (const [i, number] of numbers.entries())
            writer.message(1, () =>
              writer.text(1, `n${i}`).message(2, () => writer.integer(8, number)),
            );
        }),
      );
      writer.message(2, () => writer.text(1, id));
    });
    const [object] = readSearch(writer.finish());
    expect(Object.values(object?.properties ?? {})).toEqual(numbers.map(Number));
  });

  it('of nothing at all are empty', () => {
    for (const read of [readBatch, readSearch, readCount, readDeletion])
      expect(() => read(new Uint8Array())).toThrow('not one of Weaviate');
  });
});
