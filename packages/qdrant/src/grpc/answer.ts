import type { PointId, StoredPoint } from '../api.ts';
import { strangeAnswer } from '../errors.ts';
import { MessageReader } from './wire.ts';

/** The same words as in the REST interface, by their numbers. */
const statuses = ['unknown', 'acknowledged', 'completed', 'clock_rejected', 'wait_timeout'];

/** The result of a write, `PointsOperationResponse`, as the REST interface gives it. */
export function readUpdateResult(bytes: Uint8Array): { readonly status: string } {
  const answer = new MessageReader(bytes);
  let status: number | undefined;
  while (answer.next()) {
    if (answer.field !== 1 || status !== undefined) continue;
    status = 0;
    const result = answer.message();
    while (result.next()) if (result.field === 2) status = result.natural();
  }
  if (status === undefined) throw strangeAnswer('a part of it is missing');
  return { status: statuses[status] ?? 'unknown' };
}

/** Points of a `ScrollResponse`. */
export function readScroll(bytes: Uint8Array): StoredPoint[] {
  // An answer always says how long it took; an empty one did not come from the server.
  if (bytes.length === 0) throw strangeAnswer('it is empty');
  const answer = new MessageReader(bytes);
  const points: StoredPoint[] = [];
  while (answer.next()) if (answer.field === 2) points.push(readPoint(answer.message()));
  return points;
}

function readPoint(point: MessageReader): StoredPoint {
  let id: PointId | undefined;
  const payload = new Map<string, unknown>();
  const vectors: Record<string, Float32Array> = {};
  while (point.next()) {
    if (point.field === 1) id = readPointId(point.message());
    else if (point.field === 2) {
      const { key, value } = readEntry(point.message());
      payload.set(key, value === undefined ? null : readValue(value));
    } else if (point.field === 4) readVectors(point.message(), vectors);
  }
  if (id === undefined) throw strangeAnswer('a point has no id');
  // From entries, so that a key such as __proto__ stays a key.
  return { id, payload: Object.fromEntries(payload), vectors };
}

function readPointId(id: MessageReader): PointId | undefined {
  if (!id.next()) return undefined;
  if (id.field === 2) return id.text();
  const bits = id.bits();
  return bits <= Number.MAX_SAFE_INTEGER ? Number(bits) : bits;
}

/** The unnamed vector, or all named ones. */
function readVectors(parts: MessageReader, vectors: Record<string, Float32Array>): void {
  while (parts.next()) {
    if (parts.field === 1) {
      const numbers = readNumbers(parts.message());
      if (numbers !== undefined) vectors[''] = numbers;
      continue;
    }
    const named = parts.message();
    while (named.next()) {
      const { key, value } = readEntry(named.message());
      const numbers = value === undefined ? undefined : readNumbers(value);
      if (numbers !== undefined) vectors[key] = numbers;
    }
  }
}

/** The numbers of a dense vector; older servers put them where newer ones have a message. */
function readNumbers(vector: MessageReader): Float32Array | undefined {
  let numbers: Float32Array | undefined;
  while (vector.next()) {
    const { field } = vector;
    if (field === 2 || field === 102 || field === 103) return undefined;
    if (field === 1) numbers ??= vector.floats();
    if (field !== 101) continue;
    const dense = vector.message();
    while (dense.next()) if (dense.field === 1) numbers = dense.floats();
  }
  return numbers;
}

function readEntry(entry: MessageReader): {
  readonly key: string;
  readonly value: MessageReader | undefined;
} {
  let key = '';
  let value: MessageReader | undefined;
  while (entry.next()) {
    if (entry.field === 1) key = entry.text();
    else if (entry.field === 2) value = entry.message();
  }
  return { key, value };
}

/** `Value`: any JSON. */
function readValue(value: MessageReader): unknown {
  if (!value.next()) return null;
  switch (value.field) {
    case 2:
      return value.double();
    case 3:
      return Number(BigInt.asIntN(64, value.bits()));
    case 4:
      return value.text();
    case 5:
      return value.flag();
    case 6:
      return readStruct(value.message());
    case 7:
      return readList(value.message());
    default:
      return null;
  }
}

function readStruct(struct: MessageReader): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  while (struct.next()) {
    const { key, value } = readEntry(struct.message());
    entries.push([key, value === undefined ? null : readValue(value)]);
  }
  return Object.fromEntries(entries);
}

function readList(list: MessageReader): unknown[] {
  const values: unknown[] = [];
  while (list.next()) values.push(readValue(list.message()));
  return values;
}
