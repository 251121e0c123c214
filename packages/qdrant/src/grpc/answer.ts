import type { PointId, StoredPoint } from '../api.ts';
import { strangeAnswer } from '../errors.ts';
import { type Part, readFields, type Wire } from './wire.ts';

/** The same words as in the REST interface, by their numbers. */
const statuses = ['unknown', 'acknowledged', 'completed', 'clock_rejected', 'wait_timeout'];

/** The result of a write, `PointsOperationResponse`, as the REST interface gives it. */
export function readUpdateResult(bytes: Uint8Array, wire: Wire): { readonly status: string } {
  const result = readFields(bytes, wire).find(({ field }) => field === 1);
  const status = readFields(contentOf(result), wire).find(({ field }) => field === 2);
  return { status: statuses[Number(status?.value ?? 0)] ?? 'unknown' };
}

/** Points of a `ScrollResponse`. */
export function readScroll(bytes: Uint8Array, wire: Wire): StoredPoint[] {
  const parts = readFields(bytes, wire);
  // An answer always says how long it took; an empty one did not come from the server.
  if (parts.length === 0) throw strangeAnswer('it is empty');
  return parts.filter(({ field }) => field === 2).map((point) => readPoint(contentOf(point), wire));
}

function readPoint(bytes: Uint8Array, wire: Wire): StoredPoint {
  let id: PointId | undefined;
  const payload = new Map<string, unknown>();
  const vectors: Record<string, Float32Array> = {};
  for (const part of readFields(bytes, wire)) {
    if (part.field === 1) id = readPointId(contentOf(part), wire);
    else if (part.field === 2) {
      const { key, value } = readEntry(contentOf(part), wire);
      payload.set(key, readValue(value, wire));
    } else if (part.field === 4) readVectors(contentOf(part), vectors, wire);
  }
  if (id === undefined) throw strangeAnswer('a point has no id');
  // From entries, so that a key such as __proto__ stays a key.
  return { id, payload: Object.fromEntries(payload), vectors };
}

function readPointId(bytes: Uint8Array, wire: Wire): PointId | undefined {
  const [id] = readFields(bytes, wire);
  if (id === undefined) return undefined;
  if (id.field === 2) return textOf(id);
  return id.value <= Number.MAX_SAFE_INTEGER ? Number(id.value) : id.value;
}

/** The unnamed vector, or all named ones. */
function readVectors(bytes: Uint8Array, vectors: Record<string, Float32Array>, wire: Wire): void {
  for (const part of readFields(bytes, wire)) {
    if (part.field === 1) {
      const numbers = readNumbers(contentOf(part), wire);
      if (numbers !== undefined) vectors[''] = numbers;
      continue;
    }
    for (const entry of readFields(contentOf(part), wire)) {
      const { key, value } = readEntry(contentOf(entry), wire);
      const numbers = readNumbers(value, wire);
      if (numbers !== undefined) vectors[key] = numbers;
    }
  }
}

/** The numbers of a dense vector, copied once, as bytes; older servers put them where newer ones have a message. */
function readNumbers(bytes: Uint8Array, wire: Wire): Float32Array | undefined {
  const parts = readFields(bytes, wire);
  if (parts.some(({ field }) => field === 2 || field === 102 || field === 103)) return undefined;
  const dense = parts.find(({ field }) => field === 101);
  const holder = dense === undefined ? parts : readFields(contentOf(dense), wire);
  const numbers = holder.find(({ field }) => field === 1);
  // A copy begins where a Float32Array may begin. `slice` of a Buffer does not copy.
  return numbers === undefined
    ? undefined
    : new Float32Array(new Uint8Array(contentOf(numbers)).buffer);
}

function readEntry(
  bytes: Uint8Array,
  wire: Wire,
): { readonly key: string; readonly value: Uint8Array } {
  let key = '';
  let value = new Uint8Array();
  for (const part of readFields(bytes, wire)) {
    if (part.field === 1) key = textOf(part);
    else if (part.field === 2) value = contentOf(part);
  }
  return { key, value };
}

/** `Value`: any JSON. */
function readValue(bytes: Uint8Array, wire: Wire): unknown {
  const [part] = readFields(bytes, wire);
  const entries = (): Part[] => readFields(contentOf(part), wire);
  switch (part?.field) {
    case 2: {
      const { buffer, byteOffset } = contentOf(part);
      return new DataView(buffer, byteOffset).getFloat64(0, true);
    }
    case 3:
      return Number(BigInt.asIntN(64, part.value));
    case 4:
      return textOf(part);
    case 5:
      return part.value === 1n;
    case 6:
      return Object.fromEntries(
        entries().map((entry): [string, unknown] => {
          const { key, value } = readEntry(contentOf(entry), wire);
          return [key, readValue(value, wire)];
        }),
      );
    case 7:
      return entries().map((entry) => readValue(contentOf(entry), wire));
    default:
      return null;
  }
}

function contentOf(part: Part | undefined): Uint8Array<ArrayBuffer> {
  if (part?.bytes === undefined) throw strangeAnswer('a part of it is missing');
  return part.bytes as Uint8Array<ArrayBuffer>; // gRPC's messages never lie in shared memory
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function textOf(part: Part): string {
  return utf8.decode(contentOf(part));
}
