import { type Candidate, finishSearch } from './finish-search.ts';
import type { Hit } from './hit.ts';
import type { ResolvedSearch, ResolvedWords } from './resolve-search.ts';

/**
 * Hits by a database that only gives the nearest records: takes `candidates` of them, and asks for more only while a cut through
 * equal scores would depend on chance; core does the rest.
 *
 * @param fetch gives at most `limit` candidates, best first; fewer only where there are no more.
 */
export async function findHits(
  fetch: (limit: number) => Promise<readonly Candidate[]>,
  search: ResolvedSearch | ResolvedWords,
): Promise<readonly Hit[]> {
  return finishSearch(await nearest(fetch, search.candidates), search);
}

/**
 * The same search for a database whose order does not depend on how much of it is asked for: of one stage, only what the page
 * needs is then taken.
 */
export function upToPage<Search extends ResolvedSearch | ResolvedWords>(search: Search): Search {
  const { rescore, offset, limit } = search;
  return rescore === undefined ? { ...search, candidates: offset + limit } : search;
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
