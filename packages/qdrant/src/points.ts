import type { PointId, StoredPoint } from './api.ts';
import { strangeAnswer } from './errors.ts';

/** Points of an answer, wherever they stand in it. */
export function readPoints(answer: unknown): StoredPoint[] {
  const list: unknown = isObject(answer) && 'points' in answer ? answer['points'] : answer;
  if (!Array.isArray(list)) throw strangeAnswer('it does not hold points');
  return list.map(readPoint);
}

/** Points of each of several searches. */
export function readBatch(answer: unknown): StoredPoint[][] {
  if (!Array.isArray(answer)) throw strangeAnswer('it does not hold results');
  return answer.map(readPoints);
}

/** A count. */
export function readCount(answer: unknown): number {
  const count = isObject(answer) ? answer['count'] : undefined;
  if (typeof count !== 'number') throw strangeAnswer('it does not hold a count');
  return count;
}

/** Throws unless a write is applied: an acknowledgement or a time-out leaves open whether it will be. */
export function checkCompleted(answer: unknown): void {
  for (const result of Array.isArray(answer) ? answer : [answer]) {
    const status: unknown = isObject(result) ? result['status'] : undefined;
    if (status !== 'completed')
      throw strangeAnswer(`it says ${String(status)} where a write is "completed" when applied`);
  }
}

function readPoint(point: unknown): StoredPoint {
  if (!isObject(point)) throw strangeAnswer('a point is not an object');
  const { id, payload, vector, score } = point;
  return {
    id: readId(id),
    payload: isObject(payload) ? payload : {},
    vectors: readVectors(vector),
    // Not a number where a vector has overflowed; it must not come first.
    ...('score' in point
      ? { score: typeof score === 'number' ? score : Number.NEGATIVE_INFINITY }
      : {}),
  };
}

function readId(id: unknown): PointId {
  if (typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint') return id;
  throw strangeAnswer('a point has no id');
}

/** The vector of a collection that has only the unnamed one comes as a bare array. */
function readVectors(vector: unknown): Record<string, Float32Array> {
  if (Array.isArray(vector)) return { '': Float32Array.from(vector as number[]) }; // a dense vector is numbers
  const vectors: Record<string, Float32Array> = {};
  if (!isObject(vector)) return vectors;
  for (const [name, numbers] of Object.entries(vector)) {
    // Sparse vectors are objects and multivectors arrays of arrays; neither is one of ours.
    if (Array.isArray(numbers) && typeof numbers[0] === 'number')
      vectors[name] = Float32Array.from(numbers as number[]); // either all of them are, or the server is broken
  }
  return vectors;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
