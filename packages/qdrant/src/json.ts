import { reservedNames } from '@nestvec/core/store';
import type { Point, Query } from './api.ts';
import { bytesPerFloat, writeVector } from './numbers.ts';

/** A point as it is sent; one that is only updated has no payload. */
type Sent = Pick<Point, 'id' | 'vector'> & Partial<Point>;

/** The body of a request that holds points, and what else stands in it: JSON of members, such as `"a":1`. */
export function pointsBody(points: readonly Sent[], others = ''): Buffer<ArrayBuffer> {
  const texts = points.map(textsOf);
  const end = `]${others === '' ? '' : `,${others}`}}`;
  let bytes = Buffer.byteLength(start) + Buffer.byteLength(end);
  for (const { before, vectors, after } of texts) {
    bytes += Buffer.byteLength(before) + Buffer.byteLength(after) + 1;
    for (const [name, numbers] of vectors)
      bytes += Buffer.byteLength(name) + 4 + numbers.length * bytesPerFloat;
  }
  const body = Buffer.allocUnsafe(bytes);
  let at = body.write(start);
  for (const [i, { before, vectors, after }] of texts.entries()) {
    at += body.write(i === 0 ? before : `,${before}`, at);
    for (const [k, [name, numbers]] of vectors.entries()) {
      at += body.write(k === 0 ? `${name}:` : `,${name}:`, at);
      at = writeVector(body, at, numbers);
    }
    at += body.write(after, at);
  }
  at += body.write(end, at);
  return body.subarray(0, at);
}

const start = '{"points":[';

function textsOf({ id, vector, payload, words }: Sent): {
  readonly before: string;
  readonly vectors: readonly (readonly [string, Float32Array])[];
  readonly after: string;
} {
  const dense = Object.entries(vector);
  const sparse =
    words === undefined
      ? ''
      : `${JSON.stringify(reservedNames.words)}:${JSON.stringify(words)}${dense.length === 0 ? '' : ','}`;
  return {
    before: `{"id":${stringifyExactly(id)},"vector":{${sparse}`,
    vectors: dense.map(([name, numbers]) => [JSON.stringify(name), numbers]),
    after: payload === undefined ? '}}' : `},"payload":${JSON.stringify(payload)}}`,
  };
}

/** A search as JSON; its vectors in no more digits than the server reads. */
export function queryJson(
  { query, prefetch, ...rest }: Partial<Pick<Query, 'query' | 'using' | 'prefetch'>>,
  json: (value: unknown) => string,
): string {
  const text = query instanceof Float32Array ? numbersJson(query) : JSON.stringify(query);
  const asked = query === undefined ? '' : `"query":${text},`;
  const first = prefetch === undefined ? '' : `"prefetch":${queryJson(prefetch, json)},`;
  return `{${asked}${first}${json(rest).slice(1)}`;
}

function numbersJson(vector: Float32Array): string {
  const numbers = Buffer.allocUnsafe(2 + vector.length * bytesPerFloat);
  return numbers.toString('latin1', 0, writeVector(numbers, 0, vector));
}

// Both are part of every Node that this package runs on, and not yet of TypeScript's library.
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };
// As above.
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

/** JSON in which a `bigint` is an integer with every digit. */
export function stringifyExactly(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'bigint' ? rawJSON(String(entry)) : entry,
  );
}

/** Reads JSON in which integers beyond 53 bits become `bigint`. It is slow, and needed only for ids that are not ours. */
export function parseExactly(text: string): unknown {
  return parseWithSource(text, (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '')
      ? BigInt(source ?? 0)
      : value,
  );
}
