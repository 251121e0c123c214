import {
  findHits,
  rarityOf,
  reservedNames,
  type ResolvedWords,
  type SearchResult,
} from '@nestvec/core/store';
import { toCandidate } from './candidate.ts';
import { readPoints } from './points.ts';
import { atMost, partsOf } from './query.ts';
import type { Scope } from './scope.ts';
import { queryVector } from './sparse.ts';

/** A list by words: the product of two sparse vectors with the server's own rarity of each word, which is BM25. */
export async function searchWords(scope: Scope, search: ResolvedWords): Promise<SearchResult> {
  const { api, begin, collection } = scope;
  const { words, depth, candidates } = search;
  const query = queryVector(words);
  const filter = scope.where(search.filter);
  const hits =
    words.length === 0
      ? []
      : await findHits(async (limit) => {
          begin();
          const answer = await api.query(collection, {
            query,
            using: reservedNames.words,
            limit: atMost(scope, limit),
            ...(filter === undefined ? {} : { filter }),
            ...partsOf(scope, search),
          });
          return readPoints(answer).map((point) => toCandidate(scope, search, point));
        }, search);
  const explain = { using: undefined, stages: 'single', depth, candidates, exact: true } as const;
  return { hits, explain: { ...explain, ...rarityOf(scope) } };
}
