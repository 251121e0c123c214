import { type Candidate, finishSearch } from './finish-search.ts';
import type { Hit } from './hit.ts';
import type { ResolvedSearch } from './resolve-search.ts';

/**
 * Hits by a database that only gives the nearest records: asks for more while a cut through equal scores would depend on
 * chance, or while a group that is wanted may still grow; core does the rest.
 *
 * @param fetch gives at most `limit` candidates, best first; fewer only where there are no more.
 */
export async function findHits(
  fetch: (limit: number) => Promise<readonly Candidate[]>,
  search: ResolvedSearch,
): Promise<readonly Hit[]> {
  const { groupBy, limit, offset } = search;
  for (let wanted = search.candidates; ; wanted *= 4) {
    const candidates = await nearest(fetch, wanted);
    const hits = finishSearch(candidates, search);
    if (groupBy === undefined || candidates.length < wanted) return hits;
    const groups = finishSearch(candidates, { ...search, offset: 0, limit: offset + limit });
    if (groups.length === (offset + limit) * groupBy.size) return hits;
  }
}

/** The nearest candidates, `wanted` of them and all that score the same as the last; core orders those by id. */
async function nearest(
  fetch: (limit: number) => Promise<readonly Candidate[]>,
  wanted: number,
): Promise<readonly Candidate[]> {
  for (let limit = wanted + 1; ; limit *= 2) {
    const found = await fetch(limit);
    const cut = found[wanted - 1]?.hit.score;
    if (found.length < limit || cut === undefined) return found;
    if (found[wanted]?.hit.score !== cut) return found.slice(0, wanted);
    if (found.at(-1)?.hit.score !== cut) return found.filter(({ hit }) => hit.score >= cut);
  }
}
