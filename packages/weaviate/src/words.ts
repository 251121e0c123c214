import type { Hit } from '@nestvec/core';
import { unsupported } from '@nestvec/core/kit';
import { findHits, type ResolvedWords } from '@nestvec/core/store';
import { databaseName } from './errors.ts';
import { candidateOf, checkCut, most, parts } from './nearest.ts';
import type { Scope } from './scope.ts';

/** The best records by words (BM25), each with the server's score; core orders equal ones by id. */
export async function wordHits(scope: Scope, search: ResolvedWords): Promise<readonly Hit[]> {
  const { api, begin, place, layout, info } = scope;
  const property = layout.textProperty;
  if (property === undefined || info.properties[property]?.searchable !== true)
    throw unsupported(
      'a search by words',
      databaseName,
      'name a property with a searchable index as attach.textField, or leave out words',
    );
  if (search.words.trim() === '') return []; // the server calls it an error
  return await findHits(async (limit) => {
    begin();
    const objects = await api.search(place, {
      ...parts(scope, search),
      limit: Math.min(limit, most),
      filter: scope.where(search.filter),
      words: { text: search.words, property },
    });
    const candidates = objects.map((object) =>
      candidateOf(scope, search, object, object.score ?? 0),
    );
    checkCut(candidates, limit);
    return candidates;
  }, search);
}
