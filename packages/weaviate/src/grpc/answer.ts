import type { RefusedRecord } from '@nestvec/core/store';
import type { Deletion, StoredObject } from '../api.ts';
import { strangeAnswer } from '../errors.ts';
import { contentOf, textOf, view } from './part.ts';
import { readProperties } from './properties-answer.ts';
import { type Part, readFields, type Wire } from './wire.ts';

/** `BatchObjectsReply`: the objects that the server reports as not written. */
export function readBatch(bytes: Uint8Array, wire: Wire): RefusedRecord[] {
  return partsOf(bytes, wire)
    .filter(({ field }) => field === 2)
    .map((part) => {
      let index = 0;
      let error = '';
      for (const entry of readFields(contentOf(part), wire)) {
        if (entry.field === 1) index = Number(entry.value);
        else if (entry.field === 2) error = textOf(entry);
      }
      return { index, error };
    });
}

/** `SearchReply`. */
export function readSearch(bytes: Uint8Array, wire: Wire): StoredObject[] {
  return partsOf(bytes, wire)
    .filter(({ field }) => field === 2)
    .map((part) => readObject(contentOf(part), wire));
}

/** `AggregateReply`: a count. */
export function readCount(bytes: Uint8Array, wire: Wire): number {
  const single = partsOf(bytes, wire).find(({ field }) => field === 2);
  if (single === undefined) throw strangeAnswer('it does not hold a count');
  const count = readFields(contentOf(single), wire).find(({ field }) => field === 1);
  return Number(count?.value ?? 0);
}

/** `BatchDeleteReply`. */
export function readDeletion(bytes: Uint8Array, wire: Wire): Deletion {
  const parts = partsOf(bytes, wire);
  const valueOf = (wanted: number): number =>
    Number(parts.find(({ field }) => field === wanted)?.value ?? 0);
  return { failed: valueOf(2), matches: valueOf(3), successful: valueOf(4) };
}

/** An answer always says how long it took; an empty one did not come from the server. */
function partsOf(bytes: Uint8Array, wire: Wire): Part[] {
  const parts = readFields(bytes, wire);
  if (parts.length === 0) throw strangeAnswer('it is empty');
  return parts;
}

function readObject(bytes: Uint8Array, wire: Wire): StoredObject {
  let properties: Record<string, unknown> = {};
  let id: string | undefined;
  let distance: number | undefined;
  let score: number | undefined;
  const vectors: Record<string, Float32Array> = {};
  for (const part of readFields(bytes, wire)) {
    if (part.field === 1) {
      const values = readFields(contentOf(part), wire).find(({ field }) => field === 11);
      if (values !== undefined) properties = readProperties(contentOf(values), wire);
    } else if (part.field === 2) {
      for (const entry of readFields(contentOf(part), wire)) {
        if (entry.field === 1) id = textOf(entry);
        else if (entry.field === 7) distance = view(entry).getFloat32(0, true);
        else if (entry.field === 8) distance ??= 0; // zero itself is not sent
        else if (entry.field === 11) score = view(entry).getFloat32(0, true);
        else if (entry.field === 19) vectors[''] = floatsOf(entry);
        else if (entry.field === 23) readVector(contentOf(entry), vectors, wire);
      }
    }
  }
  if (id === undefined) throw strangeAnswer('an object has no id');
  return {
    id,
    properties,
    vectors,
    ...(distance === undefined ? {} : { distance }),
    ...(score === undefined ? {} : { score }),
  };
}

/** A named vector; one of several rows is left out, since we do not write it. */
function readVector(bytes: Uint8Array, vectors: Record<string, Float32Array>, wire: Wire): void {
  let name = '';
  let numbers: Float32Array | undefined;
  for (const part of readFields(bytes, wire)) {
    if (part.field === 1) name = textOf(part);
    else if (part.field === 3) numbers = floatsOf(part);
    else if (part.field === 4 && part.value === 2n) return;
  }
  if (numbers !== undefined && numbers.length > 0) vectors[name] = numbers;
}

/** A copy, which begins where a Float32Array may begin. `slice` of a Buffer does not copy. */
function floatsOf(part: Part): Float32Array {
  return new Float32Array(new Uint8Array(contentOf(part)).buffer);
}
