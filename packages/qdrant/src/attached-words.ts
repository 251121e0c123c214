import {
  findHits,
  inverseFrequency,
  queryWords,
  type ResolvedWords,
  type SearchResult,
} from '@nestvec/core/store';
import { limits } from './capabilities.ts';
import { toCandidate } from './candidate.ts';
import { countPoints } from './count.ts';
import { all, any, type Condition } from './filter.ts';
import type { CollectionInfo } from './info.ts';
import { readPoints } from './points.ts';
import { atMost, partsOf } from './query.ts';
import type { Scope } from './scope.ts';

/** Whether a collection of someone else has a text index over the field of its texts. */
export function hasFullText(
  { indexes }: Pick<CollectionInfo, 'indexes'>,
  textField: string | undefined,
): boolean {
  return textField !== undefined && indexes[textField] === 'text';
}

/** Each word is counted by a request of its own; of a longer query those at its beginning. */
const mostWords = 32;

/**
 * A list by the words of someone else's texts. Their text index says what matches and orders nothing, so points are ordered by the words that
 * they have, each of which counts the more the fewer points have it. How often a word stands in a text, and how long that is, the index does not
 * know. Of more than `limits.candidates` matches, those of the smallest ids are ordered, and `explain.exact` is false.
 */
export async function searchTheirWords(scope: Scope, search: ResolvedWords): Promise<SearchResult> {
  const { api, begin, collection, info, session, where } = scope;
  const { depth, candidates } = search;
  const key = session.options.attach?.textField ?? '';
  const words = search.words.flatMap((text) => queryWords(text)).slice(0, mostWords);
  const count = async (condition: Condition): Promise<number> => {
    begin();
    return await countPoints(scope, info, { must: [condition] });
  };
  const total = words.length === 0 ? 0 : await count({ must_not: [{ is_empty: { key } }] });
  const weighed = (
    await Promise.all(
      words.map(async (word) => {
        const holds: Condition = { key, match: { text: word } };
        return { holds, points: await count(holds) };
      }),
    )
  ).filter(({ points }) => points > 0);
  const query = {
    formula: {
      sum: weighed.map(({ holds, points }) => {
        const weight = inverseFrequency(Math.max(total, points), points);
        return { mult: [weight, holds] as const };
      }),
    },
  };
  const matching = all([where(search.filter) ?? true, any(weighed.map(({ holds }) => holds))]);
  const most = atMost(scope, limits.candidates);
  const hits =
    typeof matching === 'boolean'
      ? []
      : await findHits(async (limit) => {
          begin();
          const answer = await api.query(collection, {
            prefetch: { filter: { must: [matching] }, limit: most },
            query,
            limit: atMost(scope, limit),
            ...partsOf(scope, search),
          });
          return readPoints(answer).map((point) => toCandidate(scope, search, point));
        }, search);
  const exact = typeof matching === 'boolean' || (await count(matching)) <= most;
  return { hits, explain: { using: undefined, stages: 'single', depth, candidates, exact } };
}
