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
import type { Scope } from './scope.ts';
import { unitOf } from './unit-of.ts';

/** Whether every record is compared anyway. */
export function isFlat({ info, layout }: Scope, name: string): boolean {
  const live = info.vectors[layout.vectorName(name)];
  return live?.index === 'flat' && live.quantization === 'none';
}

/**
 * The nearest without the help of a graph. Where a filter lets few enough through, the server itself compares all of those; so
 * the ids are cut into ranges, each with few enough. Ids that are not ours do not lie evenly, and quantised vectors are not
 * compared by their full numbers; for both, everything is read and compared here.
 */
export const nearestExactly: Find = async (scope, search, limit) => {
  const { api, begin, session, place, info, layout } = scope;
  const live = info.vectors[layout.vectorName(search.using)];
  const isPlain = live?.index === 'hnsw' && live.quantization === 'none';
  const evenly = session.options.attach === undefined;
  if (!isPlain || !evenly) return await compareHere(scope, search, limit);
  begin();
  const filter = scope.where(search.filter);
  const cutoff = live.flatSearchCutoff ?? defaultCutoff;
  const ranges = idRanges(await api.count(place, filter), cutoff);
  if (ranges === undefined) return await compareHere(scope, search, limit);
  const candidates: Candidate[] = [];
  for (const range of ranges) {
    begin();
    const both = all([filter ?? true, range]);
    const narrowed = typeof both === 'boolean' ? range : both;
    const found = await api.search(place, nearQuery(scope, search, limit, narrowed));
    candidates.push(...found.map((object) => candidateOf(scope, search, object)));
  }
  return candidates.sort((a, b) => compareHits(a.hit, b.hit)).slice(0, limit);
};

const defaultCutoff = 40_000;
/** What is left free of a range, which by chance holds more ids than another. */
const filled = 0.9;

/** Ranges of ids that hold about equally many; `undefined` where the server is set to never compare them all. */
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
  scope: Scope,
  search: ResolvedSearch,
  limit: number,
): Promise<readonly Candidate[]> {
  const { layout } = scope;
  const name = layout.vectorName(search.using);
  const walk = {
    properties: [],
    vectors: [name],
    filter: scope.where(search.filter),
    pageSize: 1000,
  };
  let best: { readonly id: string; readonly score: number }[] = [];
  for await (const objects of pagesOf(scope, walk)) {
    for (const { id, vectors } of objects) {
      const vector = vectors[name];
      // One of another length, or without direction, can't be compared.
      const unit = vector?.length === search.vector.length ? unitOf(vector) : undefined;
      if (unit !== undefined) best.push({ id, score: clampScore(dot(unit, search.vector)) });
    }
    best = best.sort(compareHits).slice(0, limit);
  }
  const scores = new Map(best.map(({ id, score }) => [id, score]));
  const found: Candidate[] = [];
  const keys = [...scores.keys()];
  for (let start = 0; start < keys.length; start += 500) {
    const some = keys.slice(start, start + 500);
    for (const object of await readObjects(scope, some, parts(scope, search)))
      found.push(candidateOf(scope, search, object, scores.get(object.id)));
  }
  return found.sort((a, b) => compareHits(a.hit, b.hit));
}
