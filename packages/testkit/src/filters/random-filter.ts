import type { FieldOperators, FieldType, Filter, FilterValue } from '@nestvec/core';
import type { Random } from '../data/random.ts';
import { filterFields, valuePools } from './value-pools.ts';

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

/** One to three fields, each with a value or operators. */
function conditions(random: Random): Filter {
  const filter: Record<string, FilterValue | null | FieldOperators> = {};
  for (let left = random.pick([1, 1, 2, 3]); left > 0; left--) {
    const [field, type] = random.pick(filterFields);
    filter[field] = condition(type, random);
  }
  return filter;
}

function condition(type: FieldType, random: Random): FilterValue | null | FieldOperators {
  if (random.chance(0.15))
    return random.chance(0.3) ? null : random.pick<FilterValue>(valuePools[type]);
  const first = operator(type, random);
  return random.chance(0.2) ? { ...first, ...operator(type, random) } : first;
}

function operator(type: FieldType, random: Random): FieldOperators {
  const value = (): FilterValue => random.pick<FilterValue>(valuePools[type]);
  const list = (): FilterValue[] => Array.from({ length: random.below(5) }, value);
  const orNull = (): FilterValue | null => (random.chance(0.1) ? null : value());
  const operators: [() => FieldOperators, ...(() => FieldOperators)[]] = [
    () => ({ $eq: orNull() }),
    () => ({ $ne: orNull() }),
    () => ({ $in: list() }),
    () => ({ $nin: list() }),
    () => ({ $exists: random.chance(0.5) }),
  ];
  if (type === 'string[]' || type === 'number[]') operators.push(() => ({ $all: list() }));
  if (type === 'number' || type === 'datetime') operators.push(() => range(type, random));
  return random.pick(operators)();
}

/** One bound, or two that may leave nothing between them. */
function range(type: 'number' | 'datetime', random: Random): FieldOperators {
  const bounds: Record<string, number | string> = {};
  for (const name of [random.pick(['$gt', '$gte']), random.pick(['$lt', '$lte'])]) {
    if (random.chance(0.7)) bounds[name] = boundOf(type, random);
  }
  return Object.keys(bounds).length > 0 ? bounds : { $gte: boundOf(type, random) };
}

function boundOf(type: 'number' | 'datetime', random: Random): number | string {
  return type === 'number' ? random.pick(valuePools.number) : random.pick(valuePools.datetime);
}
