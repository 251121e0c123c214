import type { Filter } from '@nestvec/core';
import type { FieldConditions, FieldOperators } from '@nestvec/core/store';

/** Filters that are a little smaller than the given one, each worth a try. */
export function smallerFilters(filter: Filter): Filter[] {
  const keys = Object.keys(filter);
  const smaller: Filter[] = [];
  if (keys.length > 1) {
    for (const entry of Object.entries(filter))
      smaller.push(Object.fromEntries([entry]), without(filter, entry[0]));
  }
  for (const key of keys) {
    const replace = (value: FieldConditions[string]): Filter => ({ ...filter, [key]: value });
    if (key === '$and' || key === '$or') {
      const children = filter[key] ?? [];
      smaller.push(...children);
      for (const [i, child] of children.entries()) {
        smaller.push(replace(children.toSpliced(i, 1)));
        for (const less of smallerFilters(child)) smaller.push(replace(children.with(i, less)));
      }
    } else if (key === '$not') {
      const child = filter.$not ?? {};
      smaller.push(child, ...smallerFilters(child).map(replace));
    } else {
      smaller.push(...smallerOperators(filter[key]).map(replace));
    }
  }
  return smaller;
}

/** One operator less, or one value less in the list of an operator. */
function smallerOperators(condition: unknown): FieldOperators[] {
  if (typeof condition !== 'object' || condition === null) return [];
  const operators: Readonly<Record<string, unknown>> = { ...condition };
  const names = Object.keys(operators);
  const fewer = names.length > 1 ? names.map((name) => without(operators, name)) : [];
  const shorter = names.flatMap((name) => {
    const list: unknown = operators[name];
    if (!Array.isArray(list)) return [];
    return list.map((_, i) => ({ ...operators, [name]: list.filter((_, at) => at !== i) }));
  });
  return [...fewer, ...shorter];
}

function without<Value>(
  entries: Readonly<Record<string, Value>>,
  key: string,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).filter(([name]) => name !== key));
}
