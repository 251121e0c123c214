import { type Hit, normalize } from '@nestvec/core';
import {
  type Candidate,
  dot,
  finishSearch,
  type ResolvedSearch,
  unsupported,
} from '@nestvec/core/store';
import { databaseName } from './errors.ts';
import { candidateOf, parts } from './nearest.ts';
import type { View } from './view.ts';

/** The best records by words (BM25), in that order, each with its cosine as score; those without the vector are left out. */
export async function keywordHits(
  view: View,
  search: ResolvedSearch,
  keyword: string,
): Promise<readonly Hit[]> {
  const { session, place, layout, info } = view;
  const property = layout.textProperty;
  if (property === undefined || info.properties[property]?.searchable !== true)
    throw unsupported(
      'a keyword search',
      databaseName,
      'name a property with a searchable index as attach.textField, or leave out keyword',
    );
  const using = layout.vectorName(search.using);
  const asked = parts(view, search);
  const objects = await session.api.search(place, {
    properties: asked.properties,
    vectors: [...new Set([...asked.vectors, using])],
    limit: search.limit,
    filter: view.where(search.filter),
    words: { text: keyword, property },
  });
  // Equal words are in no order there.
  const ranked = objects.toSorted(
    (a, b) => (b.score ?? 0) - (a.score ?? 0) || (a.id < b.id ? -1 : 1),
  );
  const candidates = ranked.flatMap((object): Candidate[] => {
    const vector = object.vectors[using];
    if (vector?.length !== search.vector.length) return [];
    return [candidateOf(view, search, object, dot(normalize(vector), search.vector))];
  });
  // Scored like any other hit, then put back in the order of the words.
  const scored = finishSearch(candidates, { ...search, groupBy: undefined, offset: 0 });
  const byId = new Map(scored.map((hit) => [hit.id, hit]));
  return candidates.flatMap(({ hit }) => byId.get(hit.id) ?? []);
}
