import type { FieldType, Filter } from '@nestvec/core';
import {
  type FieldOperators,
  filterOperators,
  type FilterValue,
  type Operator,
} from '@nestvec/core/store';
import type { Random } from '../data/random.ts';
import { filterFields, recordPools, valuePools } from './value-pools.ts';

/** A filter over `filterFields`, nested at most `depth` levels deep. */
export function randomFilter(random: Random, depth = 3): Filter {
  if (depth === 0 || random.chance(0.35)) return conditions(random);
  const children = (): Filter[] =>
    Array.from({ length: random.below(4) }, () => randomFilter(random, depth - 1));
  switch (random.below(5)) {
    case 0:
      return { $and: children() };
    case 1:
      return { $or: children() };
    case 2:
      return { $not: randomFilter(random, depth - 1) };
    case 3:
      return { ...conditions(random), $or: children() };
    default:
      return { ...conditions(random), $not: randomFilter(random, depth - 1) };
  }
}

const recordNames = ['$id', '$parentId', '$parentId', '$source', '$uri'] as const;

/** One to three fields, each with a value or operators. */
function conditions(random: Random): Filter {
  const filter: Record<string, FilterValue | null | FieldOperators> = {};
  for (let left = random.pick([1, 1, 2, 3]); left > 0; left--) {
    if (random.chance(0.15)) {
      const field = random.pick(recordNames);
      filter[field] = condition('string', random, recordPools[field]);
      continue;
    }
    const [field, type] = random.pick(filterFields);
    filter[field] = condition(type, random, valuePools[type]);
  }
  return filter;
}

function condition(
  type: FieldType,
  random: Random,
  pool: Pool,
): FilterValue | null | FieldOperators {
  if (random.chance(0.15)) return random.chance(0.3) ? null : random.pick<FilterValue>(pool);
  const first = operator(type, random, pool);
  return random.chance(0.2) ? { ...first, ...operator(type, random, pool) } : first;
}

/** One operator that can be asked of the field, or the bounds of a range. */
function operator(type: FieldType, random: Random, pool: Pool): FieldOperators {
  const value = (): FilterValue => random.pick<FilterValue>(pool);
  const fitting = operatorEntries.filter(([, { fields }]) => fields.includes(type));
  // All bounds are one choice, so that no type is drawn for ranges most of the time.
  const isBound = ([, { takes }]: OperatorEntry): boolean => takes === 'bound';
  const choices = [
    ...fitting.filter((entry) => !isBound(entry)),
    ...fitting.filter(isBound).slice(0, 1),
  ];
  const [name, chosen] = random.pick(choices as [OperatorEntry, ...OperatorEntry[]]); // $eq is for every field
  switch (chosen.takes) {
    case 'value':
      return { [name]: chosen.ofNull !== undefined && random.chance(0.1) ? null : value() };
    case 'list':
      return { [name]: Array.from({ length: random.below(5) }, value) };
    case 'yes-or-no':
      return { [name]: random.chance(0.5) };
    case 'beginning':
      return { [name]: beginning(String(value()), random) };
    case 'bound':
      return range(value, random);
  }
}

type Pool = readonly [FilterValue, ...FilterValue[]];

type OperatorEntry = readonly [name: string, operator: Operator];
const operatorEntries: readonly OperatorEntry[] = Object.entries(filterOperators);

/** Some characters of a text, one at least. */
function beginning(text: string, random: Random): string {
  const characters = Array.from(text === '' ? 'r' : text);
  return characters.slice(0, 1 + random.below(characters.length)).join('');
}

/** One bound, or two that may leave nothing between them. */
function range(value: () => FilterValue, random: Random): FieldOperators {
  const bounds: Record<string, FilterValue> = {};
  for (const name of [random.pick(['$gt', '$gte']), random.pick(['$lt', '$lte'])]) {
    if (random.chance(0.7)) bounds[name] = value();
  }
  if (Object.keys(bounds).length === 0) bounds['$gte'] = value();
  return bounds;
}
