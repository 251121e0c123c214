import type { VectorFilter } from '@mastra/core/vector/filter';
import type { Filter } from '@nestvec/core';
import { describeValue, invalid, isPlainObject, unsupported } from '@nestvec/core/kit';

/** Filters of Mastra, and nestvec’s own. */
export type NestvecFilter = VectorFilter | Filter;

/** Operators of Mastra’s stores that have no exact meaning in every database, each with what to use instead. */
const withoutMeaning: Readonly<Record<string, string>> = {
  $regex: 'use $startsWith, or words: a collection with keyword: true takes $text',
  $options: 'it belongs to $regex, which is not there either',
  $contains: 'use $startsWith, or words: a collection with keyword: true takes $text',
  $like: 'use $startsWith',
  $elemMatch:
    '$eq, $in and $all ask the elements of a field that is declared as string[] or number[]',
  $size: 'declare a number field that holds the size',
};

/** Deeper parts are left as they are, which the check of the filter refuses: it takes fewer levels. */
const deepest = 64;
/** As many as the check takes: a few objects that share parts can stand for more than can be counted. */
const mostParts = 100_000;

interface Walk {
  parts: number;
}

/**
 * A filter of Mastra in nestvec’s language, in which most of it is the same: `$nor`, and `$not` of one field, become what they mean. Throws
 * `invalid-input` or `unsupported` for what has no exact meaning, by its name; fields and values are checked where the filter is used.
 */
export function toFilter(given: NestvecFilter, path: string): Filter | undefined {
  if (given === undefined || given === null) return undefined;
  return translate(given, path, 0, { parts: 0 }) as Filter; // as far as it is one, which its reader checks
}

function translate(given: unknown, path: string, depth: number, walk: Walk): unknown {
  if (!isPlainObject(given) || depth > deepest) return given;
  const own: [string, unknown][] = [];
  const added: unknown[] = [];
  for (const [key, value] of Object.entries(given)) {
    count(walk);
    const here = `${path}.${key}`;
    if (key === '$and' || key === '$or') own.push([key, translateAll(value, here, depth, walk)]);
    else if (key === '$nor') added.push({ $not: { $or: translateAll(value, here, depth, walk) } });
    else if (key === '$not')
      own.push([key, translate(checkNegated(value, here), here, depth + 1, walk)]);
    else if (isPlainObject(value)) {
      const { conditions, negated } = splitField(key, value, here, depth, walk);
      if (conditions !== undefined) own.push([key, conditions]);
      added.push(...negated);
    } else own.push([key, checkOperand(value, here)]);
  }
  return together(own, added);
}

function translateAll(value: unknown, path: string, depth: number, walk: Walk): unknown {
  if (!Array.isArray(value))
    throw invalid(path, `must be an array of filters, got ${describeValue(value)}`);
  return value.map((entry: unknown, i) => {
    count(walk);
    return translate(entry, `${path}[${i}]`, depth + 1, walk);
  });
}

/** What must hold of one field, and apart from it the filters by which something must not. */
function splitField(
  field: string,
  operators: Readonly<Record<string, unknown>>,
  path: string,
  depth: number,
  walk: Walk,
): { readonly conditions: object | undefined; readonly negated: readonly unknown[] } {
  const own: [string, unknown][] = [];
  const negated: unknown[] = [];
  for (const [name, operand] of Object.entries(operators)) {
    const here = `${path}.${name}`;
    const instead = Object.hasOwn(withoutMeaning, name) ? withoutMeaning[name] : undefined;
    if (instead !== undefined)
      throw unsupported(`the operator ${name}, at ${here}`, 'the filter language', instead);
    if (name !== '$not' || depth > deepest) own.push([name, operand]);
    else
      negated.push({
        $not: translate({ [field]: checkNegated(operand, here) }, path, depth + 1, walk),
      });
  }
  const isOnlyNegated = own.length === 0 && negated.length > 0;
  return { conditions: isOnlyNegated ? undefined : Object.fromEntries(own), negated };
}

function count(walk: Walk): void {
  walk.parts += 1;
  if (walk.parts > mostParts)
    throw invalid('filter', `has more than ${mostParts} conditions; ask in parts`);
}

function together(own: readonly [string, unknown][], added: readonly unknown[]): object {
  const first = Object.fromEntries(own);
  if (added.length === 0) return first;
  return { $and: own.length === 0 ? added : [first, ...added] };
}

function checkNegated(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (!isPlainObject(value))
    throw invalid(path, `must be an object of conditions, got ${describeValue(value)}`);
  if (Object.keys(value).length === 0) throw invalid(path, 'is empty; leave it out');
  return value;
}

function checkOperand(value: unknown, path: string): unknown {
  if (!Array.isArray(value)) return value;
  throw unsupported(
    `a list as the value of a field, at ${path}`,
    'the filter language',
    'say what it asks: { $in: […] } for any of them, { $all: […] } for all',
  );
}
