import type { JsonObject } from '../json.ts';
import { fittingValue } from '../record/field-value.ts';
import type { ResolvedSort } from './resolve-sort.ts';

/** Where a record stands in an order. */
export interface SortPlace {
  /** Epoch milliseconds of a datetime; `undefined` where the record has no value. */
  readonly value: number | undefined;
  readonly id: string;
}

/** The place of a record. */
export function placeOf(
  id: string,
  metadata: JsonObject,
  { field, type }: ResolvedSort,
): SortPlace {
  const value = fittingValue(metadata, field, type);
  return { id, value: typeof value === 'number' ? value : undefined };
}

/** By value in the direction asked for, equal ones by id from the smallest on; those without a value come last, by id. */
export function comparePlaces(
  a: SortPlace,
  b: SortPlace,
  { direction }: Pick<ResolvedSort, 'direction'>,
): number {
  if (a.value !== b.value) {
    if (a.value === undefined) return 1;
    if (b.value === undefined) return -1;
    if (a.value !== b.value) return a.value < b.value === (direction === 'asc') ? -1 : 1;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
