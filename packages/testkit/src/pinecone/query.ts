import type { FakeIndex } from './fake-index.ts';
import type { StoredVector } from './fake-namespace.ts';
import type { Test } from './filter.ts';
import { badRequest } from './refusal.ts';
import { similarity } from './similarity.ts';
import type { QueryRequest, WireVector } from './wire.ts';

let queries = 0;

/** The nearest records. Which of equal ones come first changes from query to query, since nothing is promised of it. */
export function nearest(
  { dimension, metric }: FakeIndex,
  records: ReadonlyMap<string, StoredVector>,
  query: QueryRequest,
  test: Test | undefined,
): (WireVector & { score: number })[] {
  const vector =
    query.vector === undefined
      ? records.get(query.id ?? '')?.values
      : Float32Array.from(query.vector);
  if (vector === undefined) return [];
  if (vector.length !== dimension)
    throw badRequest(
      `Query vector dimension ${vector.length} does not match the dimension of the index ${dimension}`,
    );
  const turn = ++queries;
  const scored: { readonly stored: StoredVector; readonly score: number }[] = [];
  for (const stored of records.values()) {
    if (test !== undefined && !test(stored.metadata)) continue;
    scored.push({ stored, score: similarity(metric, vector, stored.values) });
  }
  const direction = metric === 'euclidean' ? -1 : 1;
  scored.sort(
    (a, b) =>
      direction * (b.score - a.score) || mixed(a.stored.id, turn) - mixed(b.stored.id, turn),
  );
  return scored
    .slice(0, query.topK)
    .map(({ stored, score }) => ({ ...toWire(stored, query), score }));
}

/** The parts of a record that were asked for. */
export function toWire(
  { id, values, metadata }: StoredVector,
  { includeValues, includeMetadata }: Pick<QueryRequest, 'includeValues' | 'includeMetadata'>,
): WireVector {
  return {
    id,
    values: includeValues === true ? Array.from(values, shortest) : [],
    ...(includeMetadata === true ? { metadata } : {}),
  };
}

/** Nine digits distinguish any two numbers of single precision. */
function shortest(value: number): number {
  return Number(value.toPrecision(9));
}

function mixed(id: string, turn: number): number {
  let hash = turn;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash;
}
