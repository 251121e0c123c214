import { normalize } from '@nestvec/core';
import {
  type Candidate,
  clampScore,
  compareHits,
  dot,
  type ResolvedSearch,
} from '@nestvec/core/store';
import { all, everything, type WeaviateFilter } from './filter.ts';
import { candidateOf, type Find, nearQuery, parts } from './nearest.ts';
import { pagesOf } from './pages.ts';
import { readObjects } from './read.ts';
import type { View } from './view.ts';

/** Whether every record is compared anyway. */
export function isFlat({ info, layout }: View, name: string): boolean {
  const live = info.vectors[layout.vectorName(name)];
  return live?.index === 'flat' && live.quantization === 'none';
}

/**
 * The nearest without the help of a graph. Where a filter lets few enough through, the server itself compares all of those; so
 * the ids are cut into ranges, each with few enough. Ids that are not ours do not lie evenly, and quantised vectors are not
 * compared by their full numbers; for both, everything is read and compared here.
 */
export const nearestExactly: Find = async (view, search, limit, begin) => {
  const { session, place, info, layout } = view;
  const live = info.vectors[layout.vectorName(search.using)];
  const isPlain = live?.index === 'hnsw' && live.quantization === 'none';
  const evenly = session.options.attach === undefined;
  if (!isPlain || !evenly) return await compareHere(view, search, limit, begin);
  begin();
  const filter = view.where(search.filter);
  const cutoff = live.flatSearchCutoff ?? defaultCutoff;
  const ranges = idRanges(await session.api.count(place, filter), cutoff);
  if (ranges === undefined) return await compareHere(view, search, limit, begin);
  const candidates: Candidate[] = [];
  for (const range of ranges) {
    begin();
    const both = all([filter ?? true, range]);
    const narrowed = typeof both === 'boolean' ? range : both;
    const found = await session.api.search(place, nearQuery(view, search, limit, narrowed));
    candidates.push(...found.map((object) => candidateOf(view, search, object)));
  }
  return candidates.sort((a, b) => compareHits(a.hit, b.hit)).slice(0, limit);
};

const defaultCutoff = 40_000;
/** What is left free of a range, which by chance holds more ids than another. */
const filled = 0.9;

/** Ranges of ids that hold about equally many; `undefined` where the server was told never to compare them all. */
function idRanges(count: number, cutoff: number): readonly WeaviateFilter[] | undefined {
  if (count === 0) return [];
  const size = Math.floor(cutoff * filled);
  if (size < 1) return undefined;
  const parts = Math.ceil(count / size);
  const start = (i: number): WeaviateFilter => ({
    op: 'greaterThanEqual',
    property: '_id',
    value: { text: `${hex(Math.floor((i * 2 ** 32) / parts))}-0000-0000-0000-000000000000` },
  });
  return Array.from({ length: parts }, (_, i) => {
    const from = i === 0 ? everything : start(i);
    if (i === parts - 1) return from;
    return { op: 'and', filters: [from, { op: 'not', filter: start(i + 1) }] };
  });
}

function hex(number: number): string {
  return number.toString(16).padStart(8, '0');
}

/** Reads every vector and keeps the best. */
async function compareHere(
  view: View,
  search: ResolvedSearch,
  limit: number,
  begin: () => void,
): Promise<readonly Candidate[]> {
  const { session, place, layout } = view;
  const name = layout.vectorName(search.using);
  const walk = {
    properties: [],
    vectors: [name],
    filter: view.where(search.filter),
    pageSize: 1000,
  };
  let best: { readonly id: string; readonly score: number }[] = [];
  for await (const objects of pagesOf(session, place, walk, begin)) {
    for (const { id, vectors } of objects) {
      const vector = vectors[name];
      // One of another length, or without direction, belongs to nobody.
      if (vector?.length !== search.vector.length || !isDirected(vector)) continue;
      best.push({ id, score: clampScore(dot(normalize(vector), search.vector)) });
    }
    best = best.sort(compareHits).slice(0, limit);
  }
  const scores = new Map(best.map(({ id, score }) => [id, score]));
  const found: Candidate[] = [];
  const keys = [...scores.keys()];
  for (let start = 0; start < keys.length; start += 500) {
    const some = keys.slice(start, start + 500);
    for (const object of await readObjects(view, some, parts(view, search), begin))
      found.push(candidateOf(view, search, object, scores.get(object.id)));
  }
  return found.sort((a, b) => compareHits(a.hit, b.hit));
}

function isDirected(vector: Float32Array): boolean {
  const square = dot(vector, vector);
  return square > 0 && Number.isFinite(square);
}
