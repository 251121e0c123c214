import { reservedNames } from '@nestvec/core/store';
import type { Payload, Point } from '../api.ts';
import type { ScrollRequest } from '../transport.ts';
import { asServerReads } from '../numbers.ts';
import type { SparseVector } from '../sparse.ts';
import { writeFilter, writePointId } from './filter-message.ts';
import { fieldSize, MessageWriter, type Wire } from './wire.ts';

// Messages of Qdrant's public interface, by the numbers of their fields.

/** A point on its way: its payload as bytes, its vectors as they are. */
export interface PackedPoint {
  readonly id: Uint8Array;
  readonly payload: Uint8Array;
  readonly vectors: readonly PackedVector[];
  /** The map's entry of the words, with its tag. */
  readonly words: Uint8Array | undefined;
  /** Sizes of the messages `NamedVectors`, `Vectors` and `PointStruct`. */
  readonly namedSize: number;
  readonly vectorsSize: number;
  readonly size: number;
}

interface PackedVector {
  readonly name: Uint8Array;
  readonly numbers: Uint8Array;
  /** Sizes of the messages around the numbers, from the innermost: `DenseVector`, `Vector`, the map's entry. */
  readonly denseSize: number;
  readonly vectorSize: number;
  readonly entrySize: number;
}

const utf8 = new TextEncoder();

/** Measures a point. Nothing of a vector is copied: the numbers of a `Float32Array` are protobuf's packed floats already. */
export function packPoint({ id, vector, payload, words }: Point, wire: Wire): PackedPoint {
  const vectors: PackedVector[] = [];
  const packedWords = words && packWords(words, wire);
  let namedSize = packedWords?.length ?? 0;
  for (const [name, numbers] of Object.entries(vector)) {
    const packed = packVector(name, numbers);
    vectors.push(packed);
    namedSize += fieldSize(1, packed.entrySize);
  }
  const vectorsSize = fieldSize(2, namedSize);
  const packedId = writePointId(id, new MessageWriter(wire)).finish();
  const packedPayload = packPayload(payload, wire);
  return {
    id: packedId,
    payload: packedPayload,
    vectors,
    words: packedWords,
    namedSize,
    vectorsSize,
    size: fieldSize(1, packedId.length) + packedPayload.length + fieldSize(4, vectorsSize),
  };
}

/** Bytes of a point within its request. */
export function packedBytes({ size }: PackedPoint): number {
  return fieldSize(3, size);
}

function packVector(name: string, { buffer, byteOffset, byteLength }: Float32Array): PackedVector {
  const packedName = utf8.encode(name);
  const denseSize = fieldSize(1, byteLength);
  const vectorSize = fieldSize(101, denseSize);
  return {
    name: packedName,
    numbers: new Uint8Array(buffer, byteOffset, byteLength),
    denseSize,
    vectorSize,
    entrySize: fieldSize(1, packedName.length) + fieldSize(2, vectorSize),
  };
}

/** An entry of the map of named vectors that holds a `SparseVector`. */
function packWords({ indices, values }: SparseVector, wire: Wire): Uint8Array {
  const writer = new MessageWriter(wire);
  const { buffer } = Float32Array.from(values);
  writer.message(1, () => {
    writer.text(1, reservedNames.words).message(2, () => {
      writer.message(102, () => writer.bytes(1, new Uint8Array(buffer)).naturals(2, indices));
    });
  });
  return writer.finish();
}

/** `UpsertPoints`, waiting for the points to be applied. */
export function upsertMessage(
  collection: string,
  points: readonly PackedPoint[],
  wire: Wire,
): Uint8Array {
  const writer = new MessageWriter(wire).text(1, collection).flag(2, true);
  for (const point of points) {
    const { id, payload, vectors, words, namedSize, vectorsSize, size } = point;
    writer.head(3, size).bytes(1, id).raw(payload).head(4, vectorsSize).head(2, namedSize);
    for (const { name, numbers, denseSize, vectorSize, entrySize } of vectors) {
      writer.head(1, entrySize).bytes(1, name);
      writer.head(2, vectorSize).head(101, denseSize).bytes(1, numbers);
    }
    if (words !== undefined) writer.raw(words);
  }
  return writer.finish();
}

/** `ScrollPoints`. */
export function scrollMessage(collection: string, request: ScrollRequest, wire: Wire): Uint8Array {
  const { limit, filter, offset, with_payload: payload, with_vector: vectors } = request;
  const writer = new MessageWriter(wire).text(1, collection);
  if (filter !== undefined) writer.message(2, () => writeFilter(filter, writer));
  if (offset !== undefined) writer.message(3, () => writePointId(offset, writer));
  writer.natural(4, limit);
  writer.message(6, () => writeSelector(payload, writer));
  writer.message(7, () => writeSelector(vectors, writer));
  return writer.finish();
}

/** All parts, no part, or those named; payload and vectors are selected alike. */
function writeSelector(selected: boolean | readonly string[], writer: MessageWriter): void {
  if (typeof selected === 'boolean') writer.flag(1, selected);
  else
    writer.message(2, () => {
      for (const name of selected) writer.text(1, name);
    });
}

/** The entries of a point's payload, each with its tag. */
function packPayload(payload: Payload, wire: Wire): Uint8Array {
  const writer = new MessageWriter(wire);
  writeEntries(3, payload, writer);
  return writer.finish();
}

function writeEntries(field: number, entries: object, writer: MessageWriter): void {
  for (const [key, value] of Object.entries(entries)) {
    if (value === undefined) continue;
    writer.message(field, () => {
      writer.text(1, key).message(2, () => writeValue(value, writer));
    });
  }
}

/** `Value`: any JSON. */
function writeValue(value: unknown, writer: MessageWriter): void {
  if (typeof value === 'string') writer.text(4, value);
  else if (typeof value === 'boolean') writer.flag(5, value);
  else if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) writer.integer(3, value);
    else writer.double(2, asServerReads(value));
  } else if (Array.isArray(value)) {
    writer.message(7, () => {
      for (const entry of value) writer.message(1, () => writeValue(entry, writer));
    });
  } else if (typeof value === 'object' && value !== null) {
    writer.message(6, () => writeEntries(1, value, writer));
  } else writer.integer(1, 0);
}
