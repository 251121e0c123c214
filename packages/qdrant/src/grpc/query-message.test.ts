import * as wire from '@bufbuild/protobuf/wire';
import { expect, it } from 'vitest';
import type { Query } from '../api.ts';
import { readGet, readQueries } from './answer.ts';
import { getMessage, queryBatchMessage } from './query-message.ts';
import { MessageWriter, readFields } from './wire.ts';

const id = '6fa459ea-ee8a-4ca4-894e-db77e160355e';

/** Field numbers from the outside in, as a path to the content. */
function at(bytes: Uint8Array, ...path: number[]): Uint8Array[] {
  const [field, ...rest] = path;
  if (field === undefined) return [bytes];
  return readFields(bytes, wire)
    .filter((part) => part.field === field)
    .flatMap((part) => (part.bytes === undefined ? [] : at(part.bytes, ...rest)));
}

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const numbers = (field: number, bytes: Uint8Array) =>
  readFields(bytes, wire)
    .filter((part) => part.field === field)
    .map(({ value }) => value);

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);

const search: Query = {
  query: Float32Array.of(0.5, -0.25),
  using: 'image',
  limit: 101,
  params: { exact: true },
  with_payload: ['_id'],
  with_vector: false,
  prefetch: {
    query: Float32Array.of(1).subarray(0, 1),
    using: 'image_64',
    limit: 400,
    params: { quantization: { rescore: true, oversampling: 2 } },
    filter: { must: [{ has_id: [id] }] },
  },
};

it('writes a search of two stages field by field as the server’s interface says', () => {
  const message = queryBatchMessage('docs', [search, { ...search, offset: 7 }], wire);
  expect(text(at(message, 1)[0])).toBe('docs');
  const [first, second] = at(message, 2);
  if (first === undefined || second === undefined) throw new Error('two searches were written');
  expect(text(at(first, 1)[0])).toBe('docs');
  expect(at(first, 3, 1, 2, 1)).toEqual([bytesOf(search.query)]);
  expect(text(at(first, 4)[0])).toBe('image');
  expect(at(first, 6).flatMap((params) => numbers(2, params))).toEqual([1n]);
  expect([numbers(8, first), numbers(9, first), numbers(9, second)]).toEqual([[101n], [], [7n]]);
  expect(at(first, 10).flatMap((selector) => numbers(1, selector))).toEqual([0n]);
  expect(at(first, 11, 2, 1).map(text)).toEqual(['_id']);
  expect(at(first, 2, 2, 1, 2, 1)).toEqual([bytesOf(Float32Array.of(1))]);
  expect(at(first, 2, 3).map(text)).toEqual(['image_64']);
  expect(at(first, 2, 4, 2, 3, 1, 2).map(text)).toEqual([id]);
  expect(at(first, 2, 5, 3).flatMap((params) => numbers(2, params))).toEqual([1n]);
  expect(at(first, 2).flatMap((stage) => numbers(7, stage))).toEqual([400n]);
});

it('writes which points to get, and which of their parts', () => {
  const request = { ids: [id, 7], with_payload: true, with_vector: ['image'] };
  const message = getMessage('docs', request, wire);
  expect(at(message, 2, 2).map(text)).toEqual([id]);
  expect(at(message, 2).flatMap((one) => numbers(1, one))).toEqual([7n]);
  expect(at(message, 4).flatMap((selector) => numbers(1, selector))).toEqual([1n]);
  expect(at(message, 5, 2, 1).map(text)).toEqual(['image']);
});

/** A number of four bytes has the tag of its type, 5, which the writer does not need elsewhere. */
function scored(score: number | undefined): Uint8Array {
  const four = new Uint8Array(4);
  new DataView(four.buffer).setFloat32(0, score ?? 0, true);
  const writer = new MessageWriter(wire);
  writer.message(1, () => writer.text(2, id));
  if (score !== undefined) writer.raw(Uint8Array.of(3 * 8 + 5, ...four));
  return writer.finish();
}

it('reads the points of each search with their scores; of zero, which is not sent, and of one that is not a number', () => {
  const answer = new MessageWriter(wire);
  answer.message(1, () => {
    for (const score of [0.5, undefined, Number.NaN]) answer.bytes(1, scored(score));
  });
  answer.message(1, () => {});
  const [found, none] = readQueries(answer.double(2, 0.1).finish(), wire);
  expect(found?.map(({ score }) => score)).toEqual([0.5, 0, Number.NEGATIVE_INFINITY]);
  expect(found?.map((point) => point.id)).toEqual([id, id, id]);
  expect(none).toEqual([]);
});

it('refuses an empty answer', () => {
  expect(() => readQueries(new Uint8Array(), wire)).toThrow('not one of Qdrant');
  expect(() => readGet(new Uint8Array(), wire)).toThrow('not one of Qdrant');
});
