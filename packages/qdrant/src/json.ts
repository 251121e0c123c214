import type { Point } from './api.ts';
import { vectorJson } from './numbers.ts';

/** Points as JSON text; those that are only updated have no payload. */
export function pointsJson(
  points: readonly (Pick<Point, 'id' | 'vector'> & Partial<Point>)[],
): string {
  return `[${points.map(pointJson).join(',')}]`;
}

/** One point as JSON text. */
export function pointJson({
  id,
  vector,
  payload,
}: Pick<Point, 'id' | 'vector'> & Partial<Point>): string {
  const vectors = Object.entries(vector).map(
    ([name, numbers]) => `${JSON.stringify(name)}:${vectorJson(numbers)}`,
  );
  const rest = payload === undefined ? '' : `,"payload":${JSON.stringify(payload)}`;
  return `{"id":${stringifyExactly(id)},"vector":{${vectors.join(',')}}${rest}}`;
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
