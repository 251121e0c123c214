import type { Facets } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import type { ResolvedSpec } from '@nestvec/core/store';
import { typeOf } from './conditions.ts';
import type { ScreenParams } from './schemas.ts';

/** What is asked of each field. */
export type AskedFacets = Readonly<
  Record<string, { readonly kind: 'values'; readonly limit: number } | { readonly kind: 'range' }>
>;

/** The most values of a field that core counts. */
const mostValues = 100;

/** The fields that a request wants counted: `*` for all that can be. Throws `invalid-input` for one that is not declared. */
export function askedFacets(
  { facets = [], maxValuesPerFacet = mostValues }: ScreenParams,
  spec: ResolvedSpec,
  path: string,
): AskedFacets {
  const limit = Math.min(maxValuesPerFacet, mostValues);
  const asked = facetNames(facets);
  const isAll = asked.includes('*');
  const names = isAll ? Object.keys(spec.fields) : asked;
  const found: Record<string, AskedFacets[string]> = {};
  for (const field of names) {
    const type = typeOf(field, spec, `${path}.facets`);
    if (type === 'number[]' || field.startsWith('$')) {
      if (isAll) continue;
      throw invalid(`${path}.facets`, `names ${field}, which can’t be counted; leave it out`);
    }
    if (type === 'number' || type === 'datetime') found[field] = { kind: 'range' };
    else if (limit > 0) found[field] = { kind: 'values', limit };
  }
  return found;
}

function facetNames(facets: string | readonly string[]): readonly string[] {
  return (typeof facets === 'string' ? [facets] : facets).filter((name) => name !== '');
}

/** Whether a request asks for all that can be counted, as `dynamicWidgets` does. */
export function asksForAll({ facets = [] }: ScreenParams): boolean {
  return facetNames(facets).includes('*');
}

/** Counts as InstantSearch reads them. */
export interface ShownFacets {
  readonly facets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly facets_stats: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
  readonly isExact: boolean;
  /** Fields that anything was counted of. */
  readonly fields: readonly string[];
  /** Whether all values are there. */
  readonly isWhole: boolean;
}

/** A field of numbers has no values, and its ends; those of times are milliseconds since 1970. */
export function showFacets(counted: Facets): ShownFacets {
  const facets: Record<string, Record<string, number>> = {};
  const stats: Record<string, { min: number; max: number }> = {};
  let isExact = true;
  let isWhole = true;
  for (const [field, facet] of Object.entries(counted)) {
    facets[field] = {};
    if (facet.kind === 'range') {
      const { min, max } = facet;
      if (min !== null && max !== null) stats[field] = { min: numberOf(min), max: numberOf(max) };
      continue;
    }
    isExact &&= facet.exact;
    isWhole &&= !facet.more;
    facets[field] = Object.fromEntries(
      facet.values.map(({ value, count }) => [String(value), count]),
    );
  }
  const isCounted = (field: string): boolean =>
    Object.hasOwn(stats, field) || Object.keys(facets[field] ?? {}).length > 0;
  const fields = Object.keys(facets).filter(isCounted);
  return { facets, facets_stats: stats, fields, isExact, isWhole };
}

function numberOf(value: number | string): number {
  return typeof value === 'number' ? value : Date.parse(value);
}
