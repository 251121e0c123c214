import { compareHits, type Hit } from './hit.ts';
import type { ResolvedSearch } from './resolve-search.ts';
import { clampScore, dot } from '../vector.ts';

/** A hit on its way, with what the last steps need. */
export interface Candidate {
  readonly hit: Hit;
  /** The stored vector of `rescore`; absent where the record has none. */
  readonly rescoreVector?: Float32Array | undefined;
  /** The value that `groupBy` names. */
  readonly group?: string | number | boolean | undefined;
}

/**
 * The steps that a database can't do itself, the same for all: score again by the full vector (a record without one
 * is left out), order by score and id, keep `minScore`, group, cut limit and offset.
 */
export function finishSearch(candidates: readonly Candidate[], search: ResolvedSearch): Hit[] {
  const { rescore } = search;
  const scored =
    rescore === undefined ? candidates.slice() : rescoreAll(candidates, rescore.vector);
  scored.sort((a, b) => compareHits(a.hit, b.hit));
  const good = scored.filter(({ hit }) => hit.score >= search.minScore);
  if (search.groupBy === undefined) {
    return good.slice(search.offset, search.offset + search.limit).map(({ hit }) => hit);
  }
  return group(good, search.groupBy.size, search.offset, search.limit);
}

function rescoreAll(candidates: readonly Candidate[], query: Float32Array): Candidate[] {
  const rescored: Candidate[] = [];
  for (const candidate of candidates) {
    if (candidate.rescoreVector === undefined) continue;
    const { approximate: _, ...hit } = candidate.hit;
    rescored.push({
      ...candidate,
      hit: { ...hit, score: clampScore(dot(candidate.rescoreVector, query)) },
    });
  }
  return rescored;
}

/** Offset and limit count groups; hits stay in the order of their scores within and across groups' first hits. */
function group(
  candidates: readonly Candidate[],
  size: number,
  offset: number,
  limit: number,
): Hit[] {
  const groups = new Map<string | number | boolean, Hit[]>();
  for (const { hit, group: value } of candidates) {
    if (value === undefined) continue;
    const members = groups.get(value);
    if (members === undefined) groups.set(value, [hit]);
    else if (members.length < size) members.push(hit);
  }
  return [...groups.values()].slice(offset, offset + limit).flat();
}
