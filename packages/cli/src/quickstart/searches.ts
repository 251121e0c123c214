import type { Filter, IndexHit, IndexSearchResult, VectorIndex } from '@nestvec/core';
import { type Catalogue, cataloguePath, type FixedQuery } from './catalogue.ts';
import type { ShownHit, ShownSearch } from './result.ts';

/** Hits that each shown search keeps. */
const shown = 6;

/** The searches that are shown: the first fixed one of each language, so that no search is picked for its outcome. */
export async function runSearches(
  index: VectorIndex,
  catalogue: Catalogue,
): Promise<ShownSearch[]> {
  const { queries } = catalogue;
  const chosen = [
    ...firstOfEachLanguage(queries, 'text-to-image'),
    ...queries.filter(({ kind }) => kind === 'image-to-image').slice(0, 3),
    ...firstOfEachLanguage(queries, 'text-to-text').filter(isInAnotherScript),
  ];
  const searches: ShownSearch[] = [];
  for (const query of chosen) {
    const { hits } = await searchFixed(index, query, shown);
    searches.push(shownSearch(query.kind, query, hits, catalogue));
  }
  searches.push(await filtered(index, catalogue));
  return searches;
}

/** Runs a fixed query over what its kind says. */
export async function searchFixed(
  index: Pick<VectorIndex, 'search'>,
  query: FixedQuery,
  limit: number,
): Promise<IndexSearchResult> {
  if (query.kind === 'image-to-image') {
    return await index.search({ image: cataloguePath(query.image) }, { over: 'image', limit });
  }
  return await index.search(query.text, {
    over: query.kind === 'text-to-text' ? 'text' : 'image',
    limit,
  });
}

/** A mouse, but one of those that are plugged in. */
async function filtered(index: VectorIndex, catalogue: Catalogue): Promise<ShownSearch> {
  const filter: Filter = { category: 'electronics' };
  const query = { text: 'mouse', language: 'en', expects: ['computer-mouse'] };
  const { hits } = await index.search(query.text, { over: 'image', limit: shown, filter });
  return { ...shownSearch('filtered', query, hits, catalogue), filter };
}

function shownSearch(
  kind: ShownSearch['kind'],
  query: ({ text: string; language: string } | { image: string }) & { expects: readonly string[] },
  hits: readonly IndexHit[],
  catalogue: Catalogue,
): ShownSearch {
  const { expects } = query;
  const what =
    'image' in query ? { image: query.image } : { text: query.text, language: query.language };
  return {
    kind,
    query: what,
    expects,
    hits: hits.map((hit, at) => shownHit(hit, at, expects, catalogue)),
  };
}

/** A hit with the names that the catalogue has for it. */
export function shownHit(
  { id, score = Number.NaN }: Pick<IndexHit, 'id' | 'score'>,
  index: number,
  expects: readonly string[],
  { items }: Catalogue,
): ShownHit {
  const item = items.get(id);
  const { name = id, category = '', language = '' } = item?.metadata ?? {};
  const text = item?.text ?? '';
  return {
    rank: index + 1,
    id,
    score,
    name,
    category,
    text,
    language,
    isExpected: expects.includes(id),
  };
}

function firstOfEachLanguage(
  queries: readonly FixedQuery[],
  kind: FixedQuery['kind'],
): FixedQuery[] {
  const seen = new Set<string>();
  return queries.filter((query) => {
    if (query.kind !== kind || !('language' in query) || seen.has(query.language)) return false;
    seen.add(query.language);
    return true;
  });
}

/** Texts take more room than images, so four languages must do: one each in Latin, Cyrillic, Arabic and Japanese script. */
function isInAnotherScript(query: FixedQuery): boolean {
  return 'language' in query && ['de', 'ru', 'ar', 'ja'].includes(query.language);
}
