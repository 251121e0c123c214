import type { Hit } from '@nestvec/core';
import { findHits, type ResolvedWords, unsupported } from '@nestvec/core/store';
import { databaseName } from './errors.ts';
import { candidateOf, checkCut, most, parts } from './nearest.ts';
import type { View } from './view.ts';

/** The best records by words (BM25), each with the server's score; core orders equal ones by id. */
export async function wordHits(
  view: View,
  search: ResolvedWords,
  begin: () => void,
): Promise<readonly Hit[]> {
  const { session, place, layout, info } = view;
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
    const objects = await session.api.search(place, {
      ...parts(view, search),
      limit: Math.min(limit, most),
      filter: view.where(search.filter),
      words: { text: search.words, property },
    });
    const candidates = objects.map((object) =>
      candidateOf(view, search, object, object.score ?? 0),
    );
    checkCut(candidates, limit);
    return candidates;
  }, search);
}
