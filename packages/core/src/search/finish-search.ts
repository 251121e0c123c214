import { NestvecError } from '../errors.ts';
import { compareHits, type Hit } from './hit.ts';
import type { ResolvedSearch, ResolvedWords } from './resolve-search.ts';
import { clampScore, dot } from '../vector.ts';

/** A hit on its way, with what the last steps need. */
export interface Candidate {
  readonly hit: Hit;
  /** The stored vector of `rescore`; absent where the record has none. */
  readonly rescoreVector?: Float32Array | undefined;
}

/**
 * The steps that a database can't do itself, the same for all: take `candidates` in the order of the first stage, score them again
 * by the full vector (a record without one is left out), order by score and id, keep `minScore`, cut limit and offset.
 */
export function finishSearch(
  candidates: readonly Candidate[],
  search: ResolvedSearch | ResolvedWords,
): Hit[] {
  const { rescore, offset, limit, minScore } = search;
  const ordered = [...candidates]
    .sort((a, b) => compareHits(a.hit, b.hit))
    .slice(0, search.candidates);
  const hits =
    rescore === undefined ? ordered.map(({ hit }) => hit) : rescoreAll(ordered, rescore.vector);
  return hits.filter(({ score }) => score >= minScore).slice(offset, offset + limit);
}

function rescoreAll(taken: readonly Candidate[], query: Float32Array): Hit[] {
  const rescored: Hit[] = [];
  for (const { hit, rescoreVector } of taken) {
    if (rescoreVector === undefined) continue;
    if (rescoreVector.length !== query.length) throw isOther(rescoreVector.length, query.length);
    const score = clampScore(dot(rescoreVector, query));
    const { approximate: _, ...exact } = hit;
    rescored.push({ ...exact, score });
  }
  return rescored.sort(compareHits);
}

/** An alias may have moved to a collection of another embedder since this one was described. */
function isOther(stored: number, asked: number): NestvecError<'plan'> {
  return new NestvecError(
    'plan',
    `the stored vectors have ${stored} numbers and the query ${asked}; the collection has changed since the search began`,
    { reason: 'stale', targets: ['collection'] },
  );
}
