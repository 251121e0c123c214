import type { Payload, PointId } from '../api.ts';
import type { Condition, QdrantFilter } from '../filter.ts';

/**
 * Whether a payload passes a filter, as the server's documentation and source have it: an empty list would be ignored there, of two
 * predicates one would be, and both are therefore errors here.
 */
export function passes(filter: QdrantFilter, payload: Payload, id?: PointId): boolean {
  const lists = Object.entries(filter);
  if (lists.length === 0) throw new Error('an empty filter passes everything');
  for (const [name, list] of lists) {
    if (!['must', 'should', 'must_not'].includes(name)) throw new Error(`${name} is not a list`);
    if (!Array.isArray(list) || list.length === 0) throw new Error(`${name} is empty`);
  }
  const { must = [], should, must_not: mustNot = [] } = filter;
  return (
    must.every((condition) => holds(condition, payload, id)) &&
    (should === undefined || should.some((condition) => holds(condition, payload, id))) &&
    !mustNot.some((condition) => holds(condition, payload, id))
  );
}

function holds(condition: Condition, payload: Payload, id: PointId | undefined): boolean {
  if ('has_id' in condition) return id !== undefined && condition.has_id.includes(id);
  if ('has_vector' in condition) throw new Error('no filter of a user asks for a vector');
  if ('is_empty' in condition) return isEmpty(payload[condition.is_empty.key]);
  if (!('key' in condition)) return passes(condition, payload, id);
  if (Object.keys(condition).length !== 2) throw new Error('two predicates are not ANDed');
  const stored = payload[condition.key];
  const values: readonly unknown[] = Array.isArray(stored) ? stored : [stored];
  if ('range' in condition) return values.some((value) => isWithin(value, condition.range));
  const { match } = condition;
  if ('text' in match)
    return match.text
      .split(' ')
      .every((word) => values.some((value) => String(value).split(' ').includes(word)));
  if ('value' in match) return values.some((value) => equals(value, match.value));
  if (match.any.length === 0) throw new Error('an empty list of values');
  return values.some((value) => match.any.some((one) => equals(value, one)));
}

/** Missing, null, or an array of nothing; an array of null is not empty. */
function isEmpty(stored: unknown): boolean {
  return stored === undefined || stored === null || (Array.isArray(stored) && stored.length === 0);
}

/** `match` takes integers, no other numbers. */
function equals(stored: unknown, value: string | number | boolean): boolean {
  if (typeof value === 'number' && !Number.isInteger(value))
    throw new Error(`${value} is not an integer`);
  return stored === value;
}

type Range = Extract<Condition, { readonly range: unknown }>['range'];

function isWithin(stored: unknown, range: Range): boolean {
  const bounds = Object.entries(range);
  if (bounds.length === 0) throw new Error('a range without bounds');
  return bounds.every(([name, bound]: [string, number | string]) => {
    if (typeof bound !== typeof stored) return false;
    const order = typeof bound === 'number' ? Number(stored) - bound : compareTimes(stored, bound);
    return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[name];
  });
}

/** The server keeps microseconds. */
function compareTimes(a: unknown, b: string): number {
  return toMicroseconds(String(a)) - toMicroseconds(b);
}

function toMicroseconds(text: string): number {
  if (!/^\d{4}-/.test(text)) throw new Error(`${text} is not a datetime of the server's`);
  const digits = /\.(\d+)/.exec(text)?.[1] ?? '';
  const time = Date.parse(text.toUpperCase());
  return time * 1000 + Number(digits.padEnd(6, '0').slice(3, 6));
}
