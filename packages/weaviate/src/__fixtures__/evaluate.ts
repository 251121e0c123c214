import type { Condition, WeaviateFilter } from '../filter.ts';

/** How the server sees a property: its type as in a collection's description. */
export type TypeOf = (property: string) => string;

/**
 * Whether an object's properties pass a filter, as the server's source has it: texts of an index of whole strings are trimmed, an empty
 * one is null, and so is an empty array. What the server refuses, an empty list or a value of another type, is an error here.
 */
export function passes(
  filter: WeaviateFilter,
  properties: Readonly<Record<string, unknown>>,
  typeOf: TypeOf,
  id?: string,
): boolean {
  switch (filter.op) {
    case 'and':
    case 'or': {
      if (filter.filters.length === 0) throw new Error(`${filter.op} of nothing`);
      const test = (one: WeaviateFilter): boolean => passes(one, properties, typeOf, id);
      return filter.op === 'and' ? filter.filters.every(test) : filter.filters.some(test);
    }
    case 'not':
      return !passes(filter.filter, properties, typeOf, id);
    default:
      return holds(filter, properties, typeOf, id);
  }
}

function holds(
  { op, property, value }: Condition,
  properties: Readonly<Record<string, unknown>>,
  typeOf: TypeOf,
  id: string | undefined,
): boolean {
  if (property === '_id') {
    if (op === 'greaterThanEqual') return true; // than the smallest of all
    return id !== undefined && 'texts' in value && value.texts.includes(id);
  }
  const type = typeOf(property).replace('[]', '');
  const stored: unknown = properties[property];
  const values = (Array.isArray(stored) ? stored : [stored])
    .filter((one: unknown) => one !== undefined && one !== null)
    .map((one: unknown) => asIndexed(one, type));
  const asked = Object.entries(value).map(([kind, given]) => [kind, given] as const)[0];
  if (asked === undefined) throw new Error('no value');
  const [kind, given] = asked;
  if (op === 'isNull') {
    const isNull = values.length === 0 || (values.length === 1 && values[0] === '');
    return isNull === given;
  }
  const kinds = { text: 'text', date: 'text', number: 'number', int: 'integer', boolean: 'boolean' };
  const expected = kinds[type as keyof typeof kinds]; // an unknown type fails below
  if (kind !== expected && kind !== `${expected}s`)
    throw new Error(`a ${kind} for ${property}, which is ${type}`);
  if (op === 'containsAny') {
    if (!Array.isArray(given) || given.length === 0) throw new Error('containsAny of nothing');
    const wanted = new Set(given.map((one: unknown) => asIndexed(one, type)));
    return values.some((one) => wanted.has(one));
  }
  if (op === 'greaterThanEqual' && given === '') return values.length > 0;
  const bound = asIndexed(given, type);
  return values.some((one) => compares(op, one, bound));
}

function compares(op: Condition['op'], stored: unknown, bound: unknown): boolean {
  if (op === 'equal') return stored === bound;
  if (typeof stored === 'string' && typeof bound === 'string')
    return compares(op, Buffer.compare(Buffer.from(stored), Buffer.from(bound)), 0);
  if (typeof stored !== 'number' || typeof bound !== 'number') throw new Error(`${op} of mixed`);
  switch (op) {
    case 'greaterThan':
      return stored > bound;
    case 'greaterThanEqual':
      return stored >= bound;
    case 'lessThan':
      return stored < bound;
    case 'lessThanEqual':
      return stored <= bound;
    default:
      throw new Error(`${op} is not evaluated`);
  }
}

/** A value as the index keeps it. */
function asIndexed(value: unknown, type: string): unknown {
  if (type === 'text') return String(value).replaceAll(/^[\s\u0085]+|[\s\u0085]+$/g, '');
  if (type === 'int') {
    if (!Number.isInteger(value) || Math.abs(Number(value)) > 2 ** 63)
      throw new Error(`${String(value)} is not an integer of 64 bits`);
    return value;
  }
  return type === 'date' ? instant(String(value)) : value;
}

/** The server keeps nanoseconds; of what is stored here, tenths of a millisecond are enough. */
function instant(text: string): number {
  const digits = /\.(\d+)/.exec(text)?.[1] ?? '';
  return Date.parse(text.toUpperCase()) * 10 + Number(digits.padEnd(4, '0').slice(3, 4));
}
