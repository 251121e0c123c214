import type { VectorIndex } from '@nestvec/core';
import type { Catalogue, FixedQuery } from './catalogue.ts';
import type { Comparison, FixedCheck } from './result.ts';
import { searchFixed, shownHit } from './searches.ts';

const compared = 10;
const first = 5;

/** Runs every fixed query and counts those with an expected item among the first five hits. */
export async function checkFixed(index: VectorIndex, { queries }: Catalogue): Promise<FixedCheck> {
  const outcomes: { readonly kind: FixedQuery['kind']; readonly isFound: boolean }[] = [];
  for (const query of queries) {
    const { hits } = await searchFixed(index, query, first);
    const isFound = hits.some(({ id }) => query.expects.includes(id));
    outcomes.push({ kind: query.kind, isFound });
  }
  const count = (kind?: FixedQuery['kind']): { found: number; of: number } => {
    const own = outcomes.filter((outcome) => kind === undefined || outcome.kind === kind);
    return { found: own.filter(({ isFound }) => isFound).length, of: own.length };
  };
  const kinds = [...new Set(outcomes.map(({ kind }) => kind))];
  return { ...count(), kinds: kinds.map((kind) => ({ kind, ...count(kind) })) };
}

/** Puts coarse-to-full beside an exact search at full size, for one query in detail and for all in numbers. */
export async function compare(index: VectorIndex, catalogue: Catalogue): Promise<Comparison> {
  let found = 0;
  let of = 0;
  let detail: Omit<Comparison, 'found' | 'of'> | undefined;
  for (const query of catalogue.queries) {
    if (query.kind !== 'text-to-image') continue;
    const { text, expects } = query;
    const coarse = await index.search(text, { over: 'image', limit: compared });
    const exact = await index.search(text, {
      using: 'image',
      rescore: false,
      exact: true,
      limit: compared,
    });
    const ids = new Set(coarse.hits.map(({ id }) => id));
    found += exact.hits.filter(({ id }) => ids.has(id)).length;
    of += exact.hits.length;
    const [coarsely] = coarse.explain.lists;
    const [exactly] = exact.explain.lists;
    if (detail !== undefined || coarsely === undefined || exactly === undefined) continue;
    const show = (hits: typeof exact.hits) =>
      hits.map((hit, at) => shownHit(hit, at, expects, catalogue));
    detail = {
      query: text,
      coarse: { hits: show(coarse.hits), explain: coarsely },
      exact: { hits: show(exact.hits), explain: exactly },
    };
  }
  if (detail === undefined) throw new Error('the catalogue has no query for images');
  return { ...detail, found, of };
}
