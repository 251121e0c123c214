import { hash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../json.ts';
import type { VectorRecord } from '../../record/record.ts';

/** Bytes of a hash: 128 bits. */
const hashBytes = 16;

/** 128 bits of a text. */
export function hashText(text: string): Uint8Array {
  return hash('sha256', text, 'buffer').subarray(0, hashBytes);
}

/** Filled anew by each record: hashing in one go takes half the time of a hash that is added to. */
let scratch = Buffer.alloc(16_384);

/** 128 bits of a whole record: every number of every vector, and everything else. */
export function hashRecord(record: VectorRecord): Uint8Array {
  const text = partsText(record);
  const names = vectorNames(record);
  let most = text.length * 3;
  for (const name of names) most += record.vectors[name]?.byteLength ?? 0;
  if (most > scratch.length) scratch = Buffer.alloc(most * 2);
  let length = scratch.write(text);
  for (const name of names) {
    const vector = record.vectors[name];
    if (vector === undefined) continue;
    scratch.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), length);
    length += vector.byteLength;
  }
  return hash('sha256', scratch.subarray(0, length), 'buffer').subarray(0, hashBytes);
}

/** Sums that stand for the numbers of all vectors. */
const sums = 4;

/**
 * What a written record is known by again, after a database has rounded its numbers: a hash of everything but those, and sums over
 * them that rounding hardly moves and other vectors do.
 */
export function markRecord(record: VectorRecord): Uint8Array {
  const totals = new Float32Array(sums);
  for (const [place, name] of vectorNames(record).entries()) {
    const vector = record.vectors[name];
    if (vector !== undefined) addTo(totals, vector, place + 1);
  }
  const mark = new Uint8Array(hashBytes + totals.byteLength);
  mark.set(hashText(partsText(record)));
  mark.set(new Uint8Array(totals.buffer), hashBytes);
  return mark;
}

/** Far more than rounding to half precision moves a sum, and far less than another vector does. */
const tolerance = 2e-3;

/** Whether two marks are of one record. */
export function isSameMark(first: Uint8Array, second: Uint8Array): boolean {
  if (first.length !== second.length) return false;
  for (let i = 0; i < hashBytes; i++) if (first[i] !== second[i]) return false;
  const [a, b] = [sumsOf(first), sumsOf(second)];
  return a.every((sum, i) => Math.abs(sum - (b[i] ?? Number.NaN)) <= tolerance);
}

function sumsOf(mark: Uint8Array): Float32Array {
  return new Float32Array(mark.slice(hashBytes).buffer);
}

/** Each weighs by its place, so that two vectors that swapped their names give other sums. */
function addTo(totals: Float32Array, vector: Float32Array, weight: number): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < vector.length; i += sums) {
    s0 += vector[i] ?? 0;
    s1 += vector[i + 1] ?? 0;
    s2 += vector[i + 2] ?? 0;
    s3 += vector[i + 3] ?? 0;
  }
  const parts = [s0, s1, s2, s3];
  for (let i = 0; i < sums; i++) totals[i] = (totals[i] ?? 0) + weight * (parts[i] ?? 0);
}

function vectorNames({ vectors }: VectorRecord): readonly string[] {
  const names = Object.keys(vectors).filter((name) => vectors[name] !== undefined);
  return names.length > 1 ? names.toSorted() : names;
}

/** What the text of a record is made of. */
type Parts = readonly [metadata: JsonObject, names: string, ...texts: (string | undefined)[]];

/** Of the record that was looked at last: one that is copied is hashed, and its like in the target marked at once. */
let last: { readonly parts: Parts; readonly text: string } | undefined;

/** What is not given and what is absent is one. */
function partsText(record: VectorRecord): string {
  const { id, metadata, text, uri, parentId, source, contentHash } = record;
  const names = vectorNames(record);
  const texts = [id, text, uri, parentId, source, contentHash];
  const parts: Parts = [metadata, names.join(), ...texts];
  if (last?.parts.every((part, i) => part === parts[i]) === true) return last.text;
  const rest = [...texts.map((part) => part ?? null), names];
  last = { parts, text: `${JSON.stringify(rest)}${canonicalJson(metadata)}` };
  return last.text;
}
