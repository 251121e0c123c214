import { matches as passes, type VectorRecord } from '@nestvec/core';
import { type Candidate, type ResolvedSearch, toCandidate } from '@nestvec/core/store';
import type { Call } from './call.ts';
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
import { placeOf, type View } from './view.ts';

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
  view: View,
  search: ResolvedSearch,
  filter: Exclude<Clause, false>,
  limit: number,
  homes: Map<string, HomeRecord>,
  call: Call,
): Promise<readonly Candidate[]> {
  for (let topK = Math.min(limit, topKLimit); ; topK = Math.min(topK * 2, topKLimit)) {
    const found = await nearest(view, search, filter, topK, call);
    const scored = await resolve(view, search, found, call);
    if (scored.length < limit && found.length === topK && topK < topKLimit) continue;
    scored.sort((a, b) => b.score - a.score);
    const candidates = await withRescore(view, search, scored.slice(0, limit), call);
    for (const { home } of candidates) homes.set(home.record.id, home);
    return candidates;
  }
}

async function nearest(
  view: View,
  search: ResolvedSearch,
  filter: Exclude<Clause, false>,
  topK: number,
  [operation, call]: Call,
): Promise<readonly Match[]> {
  const place = placeOf(view, search.using);
  if (place === undefined) return [];
  const isHome = search.using === view.memory.home;
  const clause = isHome ? all([filter, view.layout.scope]) : filter;
  view.session.begin(operation, call);
  const { matches } = await place.data.query(
    view.namespace,
    {
      vector: numbers(search.vector),
      topK,
      includeMetadata: isHome && topK <= mostWithMetadata,
      includeValues: false,
      ...(typeof clause === 'boolean' ? {} : { filter: clause }),
    },
    call?.signal,
  );
  return matches;
}

/** The records of matches, each once, with the score of the version that is in force. */
async function resolve(
  view: View,
  search: ResolvedSearch,
  found: readonly Match[],
  call: Call,
): Promise<Scored[]> {
  const isHome = search.using === view.memory.home;
  // Without numbers, which a second stage over this very vector would need.
  if (
    isHome &&
    search.rescore === undefined &&
    found.every(({ metadata }) => Object.keys(metadata).length > 0)
  )
    return found.map((match) => ({
      home: view.layout.fromStored(match),
      score: match.score,
    }));
  const place = view.others.get(search.using);
  const ids = found.map(({ id }) => id);
  const keys =
    place === undefined ? new Map(ids.map((id) => [id, id])) : await keysOf(view, place, ids, call);
  const stored = await fetchRecords(view, view.home, keys.values(), call);
  const scored: Scored[] = [];
  const inForce = new Set<string>();
  for (const match of found) {
    const record = stored.get(keys.get(match.id) ?? '');
    if (record === undefined) continue;
    const home = view.layout.fromStored(record);
    if (!isHome && home.version !== versionOf(match.id)) continue;
    inForce.add(home.home);
    scored.push({ home, score: match.score });
  }
  const replaced = [...stored.values()]
    .filter(({ id }) => !inForce.has(id))
    .map(view.layout.fromStored);
  return [...scored, ...(await scoreReplaced(view, search, replaced, call))];
}

/** Records whose version in force was not among the matches are looked up and scored here. */
async function scoreReplaced(
  view: View,
  search: ResolvedSearch,
  replaced: readonly HomeRecord[],
  call: Call,
): Promise<Scored[]> {
  const place = view.others.get(search.using);
  if (place === undefined || replaced.length === 0) return [];
  const ids = replaced.flatMap((home) => versionedIdOf(home) ?? []);
  const vectors = await fetchRecords(view, place, ids, call);
  return replaced.flatMap((home): Scored[] => {
    const vector = vectors.get(versionedIdOf(home) ?? '')?.values;
    if (vector === undefined || !passes(search.filter, home.record.metadata)) return [];
    return [{ home, score: cosineOf(vector, search.vector) }];
  });
}

async function withRescore(
  view: View,
  search: ResolvedSearch,
  scored: readonly Scored[],
  call: Call,
): Promise<(Candidate & { readonly home: HomeRecord })[]> {
  const { rescore } = search;
  if (rescore === undefined) return scored.map((one) => candidate(one, {}, search));
  const scores = new Map(scored.map(({ home, score }) => [home.home, score]));
  const homes = scored.map(({ home }) => home);
  const read = await withVectors(view, homes, [rescore.name], call);
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
