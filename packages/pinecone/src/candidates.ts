import type { VectorRecord } from '@nestvec/core';
import {
  type Candidate,
  matches as passes,
  type ResolvedSearch,
  toCandidate,
} from '@nestvec/core/store';
import type { QueryAnswer } from './api.ts';
import { topKLimit } from './capabilities.ts';
import { fetchRecords } from './fetch.ts';
import { all, type Clause } from './filter.ts';
import { versionOf } from './ids.ts';
import { keysOf } from './keys.ts';
import { versionedIdOf, withVectors } from './read.ts';
import type { HomeRecord } from './layout.ts';
import { numbers } from './record.ts';
import { cosineOf } from './score.ts';
import { placeOf, type Scope } from './scope.ts';

type Match = QueryAnswer['matches'][number];

/** Up to so many records come with their metadata at once: an answer has at most 4 MB, a record 40 KB. */
const mostWithMetadata = 50;

/** A record with the score of its first stage. */
interface Scored {
  readonly home: HomeRecord;
  readonly score: number;
}

/**
 * At most `limit` candidates, best first. In an index beside the first, matches may be of versions that are not, or no longer,
 * those of their records: such matches count for nothing, and more are asked for in their place. Each candidate's record is
 * put into `homes` by its id.
 */
export async function candidatesOf(
  scope: Scope,
  search: ResolvedSearch,
  filter: Exclude<Clause, false>,
  limit: number,
  homes: Map<string, HomeRecord>,
): Promise<readonly Candidate[]> {
  for (let topK = Math.min(limit, topKLimit); ; topK = Math.min(topK * 2, topKLimit)) {
    const found = await nearest(scope, search, filter, topK);
    const scored = await resolve(scope, search, found);
    if (scored.length < limit && found.length === topK && topK < topKLimit) continue;
    scored.sort((a, b) => b.score - a.score);
    const candidates = await withRescore(scope, search, scored.slice(0, limit));
    for (const { home } of candidates) homes.set(home.record.id, home);
    return candidates;
  }
}

async function nearest(
  scope: Scope,
  search: ResolvedSearch,
  filter: Exclude<Clause, false>,
  topK: number,
): Promise<readonly Match[]> {
  const place = placeOf(scope, search.using);
  if (place === undefined) return [];
  const isHome = search.using === scope.memory.home;
  const clause = isHome ? all([filter, scope.layout.scope]) : filter;
  scope.begin();
  const { matches } = await place.data.query(
    scope.namespace,
    {
      vector: numbers(search.vector),
      topK,
      includeMetadata: isHome && topK <= mostWithMetadata,
      includeValues: false,
      ...(typeof clause === 'boolean' ? {} : { filter: clause }),
    },
    scope.signal,
  );
  return matches;
}

/** The records of matches, each once, with the score of the version that is in force. */
async function resolve(
  scope: Scope,
  search: ResolvedSearch,
  found: readonly Match[],
): Promise<Scored[]> {
  const isHome = search.using === scope.memory.home;
  // Without numbers, which a second stage over this very vector would need.
  if (
    isHome &&
    search.rescore === undefined &&
    found.every(({ metadata }) => Object.keys(metadata).length > 0)
  )
    return found.map((match) => ({
      home: scope.layout.fromStored(match),
      score: match.score,
    }));
  const place = scope.others.get(search.using);
  const ids = found.map(({ id }) => id);
  const keys =
    place === undefined ? new Map(ids.map((id) => [id, id])) : await keysOf(scope, place, ids);
  const stored = await fetchRecords(scope, scope.home, keys.values());
  const scored: Scored[] = [];
  const inForce = new Set<string>();
  for (const match of found) {
    const record = stored.get(keys.get(match.id) ?? '');
    if (record === undefined) continue;
    const home = scope.layout.fromStored(record);
    if (!isHome && home.version !== versionOf(match.id)) continue;
    inForce.add(home.home);
    scored.push({ home, score: match.score });
  }
  const replaced = [...stored.values()]
    .filter(({ id }) => !inForce.has(id))
    .map(scope.layout.fromStored);
  return [...scored, ...(await scoreReplaced(scope, search, replaced))];
}

/** Records whose version in force was not among the matches are looked up and scored here. */
async function scoreReplaced(
  scope: Scope,
  search: ResolvedSearch,
  replaced: readonly HomeRecord[],
): Promise<Scored[]> {
  const place = scope.others.get(search.using);
  if (place === undefined || replaced.length === 0) return [];
  const ids = replaced.flatMap((home) => versionedIdOf(home) ?? []);
  const vectors = await fetchRecords(scope, place, ids);
  return replaced.flatMap((home): Scored[] => {
    const vector = vectors.get(versionedIdOf(home) ?? '')?.values;
    if (vector === undefined || !passes(search.filter, home.record)) return [];
    return [{ home, score: cosineOf(vector, search.vector) }];
  });
}

async function withRescore(
  scope: Scope,
  search: ResolvedSearch,
  scored: readonly Scored[],
): Promise<(Candidate & { readonly home: HomeRecord })[]> {
  const { rescore } = search;
  if (rescore === undefined) return scored.map((one) => candidate(one, {}, search));
  const scores = new Map(scored.map(({ home, score }) => [home.home, score]));
  const homes = scored.map(({ home }) => home);
  const read = await withVectors(scope, homes, [rescore.name]);
  return read.map(({ home, record }) =>
    candidate({ home, score: scores.get(home.home) ?? -1 }, record.vectors, search),
  );
}

function candidate(
  { home, score }: Scored,
  vectors: VectorRecord['vectors'],
  search: ResolvedSearch,
): Candidate & { readonly home: HomeRecord } {
  return { ...toCandidate({ ...home.record, vectors }, score, search), home };
}
