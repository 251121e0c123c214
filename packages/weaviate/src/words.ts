import type { Hit } from '@nestvec/core';
import { findHits, reservedNames, type ResolvedWords } from '@nestvec/core/store';
import { candidateOf, checkCut, most, parts } from './nearest.ts';
import type { Scope } from './scope.ts';

/** The best records by words (BM25), each with the server's score; core orders equal ones by id. */
export async function wordHits(scope: Scope, search: ResolvedWords): Promise<readonly Hit[]> {
  const { api, begin, place, layout } = scope;
  const { textProperty: property = reservedNames.words } = layout;
  const text = search.words.join(' ');
  if (text === '') return []; // the server calls it an error
  return await findHits(async (limit) => {
    begin();
    const objects = await api.search(place, {
      ...parts(scope, search),
      limit: Math.min(limit, most),
      filter: scope.where(search.filter),
      words: { text, property },
    });
    const candidates = objects.map((object) =>
      candidateOf(scope, search, object, object.score ?? 0),
    );
    checkCut(candidates, limit);
    return candidates;
  }, search);
}
