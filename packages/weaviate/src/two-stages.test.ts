import { normalize } from '@nestvec/core';
import { dot, type ResolvedSearch } from '@nestvec/core/store';
import { describe, expect, it } from 'vitest';
import type { ObjectQuery, StoredObject } from './api.ts';
import { candidateOf, nearest } from './nearest.ts';
import type { Scope } from './scope.ts';
import { rescoreByServer } from './two-stages.ts';
import { unitOf } from './unit-of.ts';

const query = normalize(Float32Array.of(1, 0, 0, 0));

interface Stored {
  readonly full: Float32Array;
  readonly coarse: boolean;
}

/** A server that knows its objects' cosines only to six digits; `asked` are the searches that it got. */
function server(stored: Readonly<Record<string, Stored>>): {
  readonly scope: Scope;
  readonly asked: ObjectQuery[];
} {
  const asked: ObjectQuery[] = [];
  const search = async (_: unknown, wanted: ObjectQuery): Promise<StoredObject[]> => {
    await Promise.resolve();
    asked.push(wanted);
    const { filter, near, limit, vectors } = wanted;
    const ids = filter !== undefined && 'value' in filter ? Object.values(filter.value)[0] : [];
    return Object.entries(stored)
      .filter(([id]) => filter === undefined || (ids as string[]).includes(id)) // of ids, as the code under test writes it
      .filter(([, { coarse }]) => coarse || near?.target !== 'small')
      .map(([id, { full }]): StoredObject => {
        const distance = 1 - dot(unitOf(full) ?? full, query);
        const given = vectors.includes('full') ? { full } : {};
        return { id, properties: {}, vectors: given, distance: Number(distance.toFixed(6)) };
      })
      .sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0))
      .slice(0, limit);
  };
  const scope = {
    api: { search },
    begin() {},
    place: { class: 'C' },
    where: () => undefined,
    layout: {
      vectorName: (name: string) => name,
      objectId: (id: string) => id,
      properties: () => [],
      toUnit: unitOf,
      fromObject: ({ id, vectors }: StoredObject) => ({ id, vectors, metadata: {} }),
    },
  };
  return { scope: scope as unknown as Scope, asked }; // as much of one as is used
}

const searchOf = (candidates: number, limit = 10): ResolvedSearch => ({
  using: 'small',
  vector: query,
  rescore: { name: 'full', vector: query },
  filter: { op: 'and', nodes: [] },
  limit,
  offset: 0,
  depth: limit,
  candidates,
  minScore: -1,
  exact: false,
  include: { metadata: true, text: true, links: true, vectors: [] },
});
const find = async (scope: Scope, candidates: number, limit?: number) => {
  const search = searchOf(candidates, limit);
  return await rescoreByServer(scope, search, { name: 'full', vector: query }, nearest);
};
const at = (cosine: number, length = 1): Float32Array =>
  Float32Array.of(cosine, Math.sqrt(1 - cosine * cosine), 0, 0).map((value) => value * length);

it('scores a fetched candidate at unit length, and one without direction not at all', () => {
  const { scope } = server({});
  const vectorOf = (full: Float32Array): Float32Array | undefined =>
    candidateOf(scope, searchOf(20), { id: 'a', properties: {}, vectors: { full }, distance: 0 })
      .rescoreVector;
  expect(vectorOf(Float32Array.of(0, 5, 0, 0))).toEqual(Float32Array.of(0, 1, 0, 0));
  expect(vectorOf(new Float32Array(4))).toBeUndefined();
});

describe('two stages by the server', () => {
  it('reads no vector where the distances tell the order', async () => {
    const cosines = [0.9, 0.8, 0.7];
    const { scope, asked } = server(
      Object.fromEntries(cosines.map((one, i) => [`o${i}`, { full: at(one), coarse: true }])),
    );
    const hits = await find(scope, 20);
    expect(hits.map(({ id }) => id)).toEqual(['o0', 'o1', 'o2']);
    expect(asked.map(({ vectors }) => vectors)).toEqual([[], []]);
  });

  it('orders by their full numbers, at unit length, those whose distances lie too close to each other', async () => {
    const close = { a: at(0.5, 7), b: at(0.500_000_2), c: at(0.500_000_1, 0.1), d: at(0.4) };
    const { scope, asked } = server(
      Object.fromEntries(Object.entries(close).map(([id, full]) => [id, { full, coarse: true }])),
    );
    const hits = await find(scope, 20);
    expect(hits.map(({ id }) => id)).toEqual(['b', 'c', 'a', 'd']);
    expect(hits[0]?.score).toBeCloseTo(0.500_000_2, 7);
    expect(asked.at(-1)).toMatchObject({ vectors: ['full'], limit: 3 });
  });

  it('gives no record without a coarse vector, and asks by ids where too many of those come first', async () => {
    const entries = Array.from({ length: 60 }, (_, i): [string, Stored] => [
      `o${i}`,
      { full: at(0.9 - i / 100), coarse: i >= 50 },
    ]);
    const { scope, asked } = server(Object.fromEntries(entries));
    const hits = await find(scope, 40, 5);
    expect(hits.map(({ id }) => id)).toEqual(['o50', 'o51', 'o52', 'o53', 'o54']);
    const filters = asked.map(({ filter }) => filter && 'value' in filter && filter.value);
    expect(filters).toEqual([undefined, undefined, { texts: entries.slice(50).map(([id]) => id) }]);
  });

  it('asks by ids where the first stage was cut', async () => {
    const entries = Array.from({ length: 30 }, (_, i): [string, Stored] => [
      `o${i}`,
      { full: at(0.9 - i / 100), coarse: true },
    ]);
    const { scope, asked } = server(Object.fromEntries(entries));
    const hits = await find(scope, 20, 3);
    expect(hits.map(({ id }) => id)).toEqual(['o0', 'o1', 'o2']);
    expect(asked[0]?.limit).toBe(21);
    expect(asked[1]?.filter).toMatchObject({ op: 'containsAny', property: '_id' });
  });
});
