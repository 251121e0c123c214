import type { Deletion, StoredObject } from '../api.ts';
import { strangeAnswer } from '../errors.ts';
import { type Part, readFields, type Wire } from './wire.ts';

/** An object of a batch that was not written, and why. */
export interface ObjectError {
  readonly index: number;
  readonly error: string;
}

/** `BatchObjectsReply`: the objects that were not written, or are said not to be. */
export function readBatch(bytes: Uint8Array, wire: Wire): ObjectError[] {
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
  if (single === undefined) throw strangeAnswer('it holds no count');
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

/** An answer always says how long it took; one of nothing at all is no answer. */
function partsOf(bytes: Uint8Array, wire: Wire): Part[] {
  const parts = readFields(bytes, wire);
  if (parts.length === 0) throw strangeAnswer('it is empty');
  return parts;
}

function readObject(bytes: Uint8Array, wire: Wire): StoredObject {
  let properties: Record<string, unknown> = {};
  let id: string | undefined;
  let distance: number | undefined;
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
        else if (entry.field === 19) vectors[''] = floatsOf(entry);
        else if (entry.field === 23) readVector(contentOf(entry), vectors, wire);
      }
    }
  }
  if (id === undefined) throw strangeAnswer('an object has no id');
  return { id, properties, vectors, ...(distance === undefined ? {} : { distance }) };
}

/** A named vector; several rows to an object are none of ours. */
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

/** A copy, which begins where a Float32Array may begin. `slice` of a Buffer would be none. */
function floatsOf(part: Part): Float32Array {
  return new Float32Array(new Uint8Array(contentOf(part)).buffer);
}

/** `Properties`, from entries, so that a key such as __proto__ stays a key. */
function readProperties(bytes: Uint8Array, wire: Wire): Record<string, unknown> {
  const entries = readFields(bytes, wire).map((entry): [string, unknown] => {
    let key = '';
    let value: unknown = null;
    for (const part of readFields(contentOf(entry), wire)) {
      if (part.field === 1) key = textOf(part);
      else if (part.field === 2) value = readValue(contentOf(part), wire);
    }
    return [key, value];
  });
  return Object.fromEntries(entries);
}

/** `Value`. */
function readValue(bytes: Uint8Array, wire: Wire): unknown {
  const [part] = readFields(bytes, wire);
  switch (part?.field) {
    case 1:
      return view(part).getFloat64(0, true);
    case 3:
      return part.value === 1n;
    case 4:
      return readProperties(contentOf(part), wire);
    case 5:
      return readList(contentOf(part), wire);
    case 6:
    case 7:
    case 10:
    case 13:
      return textOf(part);
    case 8:
      return integer(BigInt.asIntN(64, part.value));
    case 9:
      return readGeo(contentOf(part), wire);
    case 11:
      return readPhone(contentOf(part), wire);
    default:
      return null;
  }
}

/** `ListValue`. */
function readList(bytes: Uint8Array, wire: Wire): unknown[] {
  const [part] = readFields(bytes, wire);
  if (part === undefined) return [];
  const entries = readFields(contentOf(part), wire);
  switch (part.field) {
    case 2:
      return entries.flatMap((entry) => eights(entry, (data, at) => data.getFloat64(at, true)));
    case 3:
      return entries.flatMap(({ value, bytes: packed }) =>
        packed === undefined ? [value === 1n] : [...packed].map((byte) => byte === 1),
      );
    case 4:
      return entries.map((entry) => readProperties(contentOf(entry), wire));
    case 7:
      return entries.flatMap((entry) =>
        eights(entry, (data, at) => integer(data.getBigInt64(at, true))),
      );
    default:
      return entries.map(textOf);
  }
}

function eights(part: Part, read: (data: DataView, at: number) => number): number[] {
  const data = view(part);
  return Array.from({ length: data.byteLength / 8 }, (_, i) => read(data, i * 8));
}

/** As JSON would have it: beyond 53 bits the nearest that there is. */
function integer(value: bigint): number {
  return Number(value);
}

function readGeo(bytes: Uint8Array, wire: Wire): Record<string, number> {
  const geo = { latitude: 0, longitude: 0 };
  for (const part of readFields(bytes, wire)) {
    const value = view(part).getFloat32(0, true);
    if (part.field === 1) geo.longitude = value;
    else if (part.field === 2) geo.latitude = value;
  }
  return geo;
}

/** What was given of a phone number; the rest the server made of it. */
function readPhone(bytes: Uint8Array, wire: Wire): Record<string, string> {
  const phone: Record<string, string> = {};
  for (const part of readFields(bytes, wire)) {
    if (part.field === 2) phone['defaultCountry'] = textOf(part);
    else if (part.field === 3) phone['input'] = textOf(part);
  }
  return phone;
}

function view(part: Part): DataView {
  const { buffer, byteOffset, byteLength } = contentOf(part);
  return new DataView(buffer, byteOffset, byteLength);
}

function contentOf(part: Part): Uint8Array<ArrayBuffer> {
  if (part.bytes === undefined) throw strangeAnswer('a part of it is missing');
  return part.bytes as Uint8Array<ArrayBuffer>; // gRPC's messages never lie in shared memory
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function textOf(part: Part): string {
  return utf8.decode(contentOf(part));
}
