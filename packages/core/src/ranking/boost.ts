import { invalid } from '../errors.ts';
import { parseDatetime } from '../filter/datetime.ts';
import { matches } from '../filter/matches.ts';
import type { FilterNode } from '../filter/node.ts';
import { parseFilter } from '../filter/parse.ts';
import type { Filter } from '../filter/types.ts';
import { describeValue, isPlainObject } from '../json.ts';
import { checkList } from '../options/check-list.ts';
import { checkNames } from '../options/check-names.ts';
import { isWeight, largestWeight } from '../options/weight.ts';
import type { VectorRecord } from '../record/record.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import { compareFused, firstShare, type FusedHit, type Fusion } from './fuse.ts';

/** Moves hits up by what their records hold; a negative weight moves them down. */
export type Boost<Condition = Filter, Field extends string = string> = {
  /** What it counts, beside the weights of the lists: not 0, and at most 1e100 either way. */
  readonly weight: number;
} & (
  | {
      /** Adds all of the weight to hits for which it holds. */
      readonly filter: Condition;
      readonly field?: undefined;
    }
  | {
      /**
       * A declared field of type `number` or `datetime`: adds the part of the weight that says where the value stands between the
       * smallest (0) and the largest (1) of the list; a record without a value gets nothing.
       */
      readonly field: Field;
      readonly filter?: undefined;
    }
);

/** A boost that was checked. */
export type ResolvedBoost = { readonly weight: number } & (
  | { readonly filter: FilterNode; readonly field?: undefined }
  | { readonly field: string; readonly isDatetime: boolean; readonly filter?: undefined }
);

const checkBoostNames = checkNames<Partial<Record<'weight' | 'filter' | 'field', unknown>>>({
  weight: true,
  filter: true,
  field: true,
});

/** Checks boosts against the declared fields. Throws `invalid-input`. */
export function resolveBoosts(
  boosts: readonly Boost[] | undefined,
  { fields }: Pick<ResolvedSpec, 'fields'>,
): readonly ResolvedBoost[] {
  if (boosts === undefined) return [];
  checkList(boosts, 'boost');
  // A hole of a sparse array is looked at too.
  return Array.from(boosts, (boost, i): ResolvedBoost => {
    const path = `boost[${i}]`;
    if (!isPlainObject(boost))
      throw invalid(
        path,
        `must be { filter, weight } or { field, weight }, got ${describeValue(boost)}`,
      );
    checkBoostNames(boost, path);
    const { weight, filter, field } = boost;
    if (!isWeight(weight) || weight === 0)
      throw invalid(
        `${path}.weight`,
        `must be a finite number other than 0, at most ${largestWeight} either way, got ${describeValue(weight)}`,
      );
    if ((filter === undefined) === (field === undefined))
      throw invalid(path, 'must have exactly one of filter and field');
    if (field === undefined)
      return { weight, filter: parseFilter(filter, fields, undefined, `${path}.filter`) };
    const isDeclared = typeof field === 'string' && Object.hasOwn(fields, field);
    const type = isDeclared ? fields[field] : undefined;
    if (type !== 'number' && type !== 'datetime')
      throw invalid(
        `${path}.field`,
        `${describeValue(field)} is not declared as number or datetime; to boost by another field give a filter`,
      );
    return { weight, field, isDatetime: type === 'datetime' };
  });
}

/** The list in its new order; what the boosts add is part of `fused`. The very content of the query stays before all others. */
export function boostHits(
  hits: readonly FusedHit[],
  records: ReadonlyMap<string, VectorRecord>,
  boosts: readonly ResolvedBoost[],
  fusion: Fusion,
): FusedHit[] {
  const added = new Map<string, number>();
  for (const boost of boosts) {
    const shareOf = boost.filter === undefined ? fieldShare(records, boost) : filterShare(boost);
    for (const [id, record] of records)
      added.set(id, (added.get(id) ?? 0) + boost.weight * firstShare(fusion) * shareOf(record));
  }
  return hits
    .map((one) => ({ ...one, fused: one.fused + (added.get(one.hit.id) ?? 0) }))
    .sort(compareFused);
}

type ShareOf = (record: VectorRecord) => number;

function filterShare({ filter }: Extract<ResolvedBoost, { filter: FilterNode }>): ShareOf {
  return (record) => (matches(filter, record) ? 1 : 0);
}

/** Equal values count in full, as equal scores of a list do. */
function fieldShare(
  records: ReadonlyMap<string, VectorRecord>,
  { field, isDatetime }: Extract<ResolvedBoost, { field: string }>,
): ShareOf {
  const valueOf = ({ metadata }: VectorRecord): number | undefined => {
    const value = Object.hasOwn(metadata, field) ? metadata[field] : undefined;
    if (isDatetime) return typeof value === 'string' ? parseDatetime(value) : undefined;
    return typeof value === 'number' ? value : undefined;
  };
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const record of records.values()) {
    const value = valueOf(record);
    if (value === undefined) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return (record) => {
    const value = valueOf(record);
    if (value === undefined) return 0;
    // Halves, whose difference is a number whatever they are.
    return most > least ? (value / 2 - least / 2) / (most / 2 - least / 2) : 1;
  };
}
