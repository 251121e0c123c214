import type { Consistency, NewObject, ObjectQuery, ObjectPlace } from '../api.ts';
import type { WeaviateFilter } from '../filter.ts';
import { writeFilter } from './filter-message.ts';
import { packProperties } from './properties-message.ts';
import { fieldSize, MessageWriter, type Wire } from './wire.ts';

// Messages of Weaviate's public interface, by the numbers of their fields.

/** An object on its way: all but its vectors as bytes, its vectors as they are. */
export interface PackedObject {
  /** Fields of `BatchObject` before the vectors, with their tags. */
  readonly head: Uint8Array;
  readonly vectors: readonly PackedVector[];
  /** Bytes of the whole `BatchObject`. */
  readonly size: number;
}

interface PackedVector {
  readonly name: Uint8Array;
  readonly numbers: Uint8Array;
  /** Bytes of `Vectors`. */
  readonly size: number;
}

const utf8 = new TextEncoder();
const levels: Readonly<Record<Consistency, number>> = { ONE: 1, QUORUM: 2, ALL: 3 };
/** A vector is one row of numbers. */
const singleRow = 1;

/** Measures an object. Nothing of a vector is copied: the server takes the very bytes of a `Float32Array`. */
export function packObject(
  { id, vectors, properties }: NewObject,
  { class: collection, tenant }: ObjectPlace,
  wire: Wire,
): PackedObject {
  const writer = new MessageWriter(wire).text(1, id);
  writer.bytes(3, packProperties(properties, wire)).text(4, collection);
  if (tenant !== undefined) writer.text(5, tenant);
  const named: PackedVector[] = [];
  let size = 0;
  for (const [name, vector] of Object.entries(vectors)) {
    if (name === '') {
      writer.bytes(6, bytesOf(vector));
      continue;
    }
    const packed = packVector(name, vector);
    named.push(packed);
    size += fieldSize(vectorsField, packed.size);
  }
  const head = writer.finish();
  return { head, vectors: named, size: head.length + size };
}

const vectorsField = 23;

/** Bytes of an object within its request. */
export function packedBytes({ size }: PackedObject): number {
  return fieldSize(1, size);
}

function packVector(name: string, vector: Float32Array): PackedVector {
  const packedName = utf8.encode(name);
  const numbers = bytesOf(vector);
  const size = fieldSize(1, packedName.length) + fieldSize(3, numbers.length) + 2;
  return { name: packedName, numbers, size };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** `BatchObjectsRequest`. */
export function batchMessage(
  objects: readonly PackedObject[],
  { consistency }: ObjectPlace,
  wire: Wire,
): Uint8Array {
  const writer = new MessageWriter(wire);
  for (const { head, vectors, size } of objects) {
    writer.head(1, size).raw(head);
    for (const vector of vectors) {
      writer.head(vectorsField, vector.size).bytes(1, vector.name);
      writer.bytes(3, vector.numbers).integer(4, singleRow);
    }
  }
  if (consistency !== undefined) writer.integer(2, levels[consistency]);
  return writer.finish();
}

/** `SearchRequest`. */
export function searchMessage(place: ObjectPlace, query: ObjectQuery, wire: Wire): Uint8Array {
  const { limit, filter, after, byId, sort, near, words, properties, vectors } = query;
  const writer = new MessageWriter(wire).text(1, place.class);
  if (place.tenant !== undefined) writer.text(10, place.tenant);
  if (place.consistency !== undefined) writer.integer(11, levels[place.consistency]);
  writer.message(20, () => {
    for (const name of properties) writer.text(1, name);
  });
  writer.message(21, () => {
    writer.flag(1, true);
    if (vectors.includes('')) writer.flag(2, true);
    if (near !== undefined) writer.flag(5, true);
    if (words !== undefined) writer.flag(7, true);
    for (const name of vectors) if (name !== '') writer.text(10, name);
  });
  writer.natural(30, limit);
  if (after !== undefined) writer.text(33, after);
  if (byId === true) writer.message(34, () => writer.flag(1, true).text(2, '_id'));
  if (sort !== undefined)
    writer.message(34, () => writer.flag(1, sort.ascending).text(2, sort.property));
  if (filter !== undefined) writer.message(40, () => writeFilter(filter, writer));
  if (words !== undefined)
    writer.message(42, () => writer.text(1, words.text).text(2, words.property));
  if (near !== undefined)
    writer.message(43, () => {
      if (near.target !== '') writer.message(6, () => writer.text(1, near.target));
      writer.message(9, () => writer.bytes(3, bytesOf(near.vector)).integer(4, singleRow));
    });
  return writer.flag(102, true).finish();
}

/** `AggregateRequest`: a count. */
export function countMessage(
  place: ObjectPlace,
  filter: WeaviateFilter | undefined,
  wire: Wire,
): Uint8Array {
  return aggregateOf(place, filter, wire).finish();
}

/** `AggregateRequest`: a count for each value of a property. */
export function valuesMessage(
  place: ObjectPlace,
  property: string,
  limit: number,
  filter: WeaviateFilter | undefined,
  wire: Wire,
): Uint8Array {
  const writer = aggregateOf(place, filter, wire);
  writer.message(31, () => writer.text(1, place.class).text(2, property));
  return writer.natural(32, limit).finish();
}

function aggregateOf(
  { class: collection, tenant }: ObjectPlace,
  filter: WeaviateFilter | undefined,
  wire: Wire,
): MessageWriter {
  const writer = new MessageWriter(wire).text(1, collection);
  if (tenant !== undefined) writer.text(10, tenant);
  writer.flag(20, true);
  if (filter !== undefined) writer.message(40, () => writeFilter(filter, writer));
  return writer;
}

/** `BatchDeleteRequest`. */
export function deleteMessage(place: ObjectPlace, filter: WeaviateFilter, wire: Wire): Uint8Array {
  const writer = new MessageWriter(wire).text(1, place.class);
  writer.message(2, () => writeFilter(filter, writer));
  if (place.consistency !== undefined) writer.integer(5, levels[place.consistency]);
  if (place.tenant !== undefined) writer.text(6, place.tenant);
  return writer.finish();
}
