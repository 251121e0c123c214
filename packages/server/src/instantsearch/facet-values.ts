import type { Facets } from '@nestvec/core';
import type { ScreenParams } from './schemas.ts';

/** A value as a search among the values of a facet gives it. */
interface FacetHit {
  readonly value: string;
  readonly highlighted: string;
  readonly count: number;
}

const usualHits = 10;

/** The values of a facet that hold a text, in any case, among the 100 most frequent. */
export function facetValues(
  counted: Facets[string] | undefined,
  { facetQuery = '', maxFacetHits = usualHits, highlightPreTag, highlightPostTag }: ScreenParams,
): { readonly facetHits: readonly FacetHit[]; readonly exhaustiveFacetsCount: boolean } {
  if (counted?.kind !== 'values') return { facetHits: [], exhaustiveFacetsCount: true };
  const marks = [highlightPreTag ?? '', highlightPostTag ?? ''] as const;
  const asked = plain(facetQuery.trim());
  const facetHits = counted.values
    .map(({ value, count }) => ({ value: String(value), count }))
    .filter(({ value }) => plain(value).includes(asked))
    .slice(0, maxFacetHits)
    .map(({ value, count }) => ({ value, count, highlighted: marked(value, asked, marks) }));
  return { facetHits, exhaustiveFacetsCount: counted.exact && !counted.more };
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** Marked where that stands at the same place in the value as it is written. */
function marked(value: string, asked: string, [before, after]: readonly [string, string]): string {
  const at = value.toLowerCase().indexOf(asked);
  if (asked === '' || at === -1 || value.toLowerCase().length !== value.length) return value;
  const end = at + asked.length;
  return `${value.slice(0, at)}${before}${value.slice(at, end)}${after}${value.slice(end)}`;
}
