import { type FieldValue, fittingValue } from '../record/field-value.ts';
import type { JsonObject } from '../json.ts';
import type { Facets, RangeFacet, ValuesFacet } from './facets.ts';
import type { ResolvedFacet } from './resolve-facets.ts';

/** Counts one record after another: the meaning that every database's facets must have. */
export interface FacetCounter {
  readonly add: (metadata: JsonObject) => void;
  /** Counts the value that a record has in a field, as filters see it; a record that has none is not counted there. */
  readonly addValue: (field: string, value: FieldValue) => void;
  readonly facets: () => Facets;
}

/** A counter of facets, which keeps the values that it saw and no records. */
export function countFacets(facets: readonly ResolvedFacet[]): FacetCounter {
  const counters = facets.map((facet) => ({
    ...facet,
    count: facet.kind === 'values' ? countValues(facet.limit) : countRange(facet.type),
  }));
  return {
    add(metadata) {
      for (const { field, type, count } of counters) {
        const value = fittingValue(metadata, field, type);
        if (value !== undefined) count.add(value);
      }
    },
    addValue(field, value) {
      for (const counter of counters) if (counter.field === field) counter.count.add(value);
    },
    facets: () =>
      Object.fromEntries(counters.map(({ field, count }) => [field, count.facet()] as const)),
  };
}

/** The values of a facet in its order, cut to size; those that nothing has are left out. */
export function valuesFacet(
  counts: Iterable<readonly [value: string | boolean, count: number]>,
  limit: number,
): ValuesFacet {
  const values = [...counts]
    .filter(([, count]) => count > 0)
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || compareValues(a.value, b.value));
  return {
    kind: 'values',
    values: values.slice(0, limit),
    exact: true,
    more: values.length > limit,
  };
}

/** By code points for texts, false before true. */
function compareValues(a: string | boolean, b: string | boolean): number {
  if (typeof a === 'string' && typeof b === 'string')
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}

interface Counter {
  readonly add: (value: unknown) => void;
  readonly facet: () => ValuesFacet | RangeFacet;
}

function countValues(limit: number): Counter {
  const counts = new Map<string | boolean, number>();
  const addOne = (value: unknown): void => {
    if (typeof value !== 'string' && typeof value !== 'boolean') return;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  };
  return {
    add(value) {
      if (Array.isArray(value)) for (const one of new Set<unknown>(value)) addOne(one);
      else addOne(value);
    },
    facet: () => valuesFacet(counts, limit),
  };
}

function countRange(type: ResolvedFacet['type']): Counter {
  let [min, max, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  return {
    add(value) {
      if (typeof value !== 'number') return;
      min = Math.min(min, value);
      max = Math.max(max, value);
      count++;
    },
    facet: () => rangeFacet(type, { min, max, count }),
  };
}

/** A facet of a range by its ends as filters see them, which say nothing where no record has a value. */
export function rangeFacet(
  type: ResolvedFacet['type'],
  { min, max, count }: { readonly min: number; readonly max: number; readonly count: number },
): RangeFacet {
  // Where records come and go meanwhile, one end may have been found and the other not.
  if (count === 0 || !(min <= max)) return { kind: 'range', min: null, max: null, count: 0 };
  const shown = (value: number): number | string =>
    type === 'datetime' ? new Date(value).toISOString() : value;
  return { kind: 'range', min: shown(min), max: shown(max), count };
}
