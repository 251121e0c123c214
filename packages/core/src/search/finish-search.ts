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
  const ordered = candidates
    .map(({ hit }) => hit)
    .sort(compareHits)
    .slice(0, search.candidates);
  const hits = rescore === undefined ? ordered : rescoreAll(candidates, ordered, rescore.vector);
  return hits.filter(({ score }) => score >= minScore).slice(offset, offset + limit);
}

function rescoreAll(
  candidates: readonly Candidate[],
  taken: readonly Hit[],
  query: Float32Array,
): Hit[] {
  const vectors = new Map(candidates.map(({ hit, rescoreVector }) => [hit.id, rescoreVector]));
  const rescored: Hit[] = [];
  for (const { approximate: _, ...hit } of taken) {
    const vector = vectors.get(hit.id);
    if (vector !== undefined) rescored.push({ ...hit, score: clampScore(dot(vector, query)) });
  }
  return rescored.sort(compareHits);
}
