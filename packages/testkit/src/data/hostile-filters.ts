/** Filters that no database may see, over the fields of the standard spec, each with what it is called. */
export const hostileFilters: readonly (readonly [name: string, filter: unknown])[] = [
  ['an undefined value', { color: undefined }],
  ['an undefined value beside a good one', { color: 'red', price: undefined }],
  ['an undefined alternative', { $or: [{ color: 'red' }, { color: undefined }] }],
  ['an undefined filter in a group', { $and: [undefined] }],
  ['a hole in a group', { $or: withHole({ color: 'red' }) }],
  ['an undefined group', { $or: undefined }],
  ['an undefined complement', { $not: undefined }],
  ['an undefined $eq', { color: { $eq: undefined } }],
  ['an undefined $ne', { color: { $ne: undefined } }],
  ['an undefined $in', { color: { $in: undefined } }],
  ['an undefined value of $in', { color: { $in: ['red', undefined] } }],
  ['a hole in $in', { color: { $in: withHole('red') } }],
  ['an undefined $nin', { color: { $nin: undefined } }],
  ['an undefined value of $nin', { color: { $nin: [undefined] } }],
  ['an undefined $all', { tags: { $all: undefined } }],
  ['an undefined value of $all', { tags: { $all: [undefined] } }],
  ['an undefined bound', { price: { $gt: 1, $lt: undefined } }],
  ['an undefined $gte', { price: { $gte: undefined } }],
  ['an undefined $lte', { price: { $lte: undefined } }],
  ['an undefined $exists', { color: { $exists: undefined } }],
  ['NaN', { price: Number.NaN }],
  ['an infinite bound', { price: { $lt: Number.POSITIVE_INFINITY } }],
  ['a bigint', { price: 1n }],
  ['a Date of a text', { color: new Date(0) }],
  ['a Date without a time', { made: new Date(Number.NaN) }],
  ['a Map', { color: new Map() }],
  ['half of a surrogate pair', { color: 'half \ud83d' }],
  ['half of a surrogate pair in a list', { tags: { $all: ['\udc4d'] } }],
  ['half of a surrogate pair as a field', { '\ud83d': 'red' }],
  ['a field __proto__', JSON.parse('{ "__proto__": { "color": "red" } }')],
  ['a prototype', { __proto__: { color: 'red' } }],
  ['an operator __proto__', JSON.parse('{ "color": { "__proto__": "red" } }')],
  ['an operator that every object has', { color: { constructor: 'red' } }],
  ['an hour that no day has', { made: '2026-01-31T24:00:00Z' }],
  ['a filter nested too deep', nested(40)],
  ['a filter nested far too deep', nested(20_000)],
  ['a filter that holds itself', holdsItself()],
  ['a filter that doubles at every level', doubled(30)],
  ['too many conditions', { $or: Array.from({ length: 60_000 }, (_, i) => ({ price: i })) }],
  ['too many values', { price: { $in: Array.from({ length: 100_001 }, (_, i) => i) } }],
  ['too long a text', { color: 'x'.repeat(5_000_000) }],
  ['a list', []],
  ['a text', 'color = red'],
  ['null', null],
];

function withHole(first: unknown): unknown[] {
  const list = [first];
  list.length = 2;
  return list;
}

function nested(levels: number): unknown {
  let filter: unknown = { color: 'red' };
  for (let i = 0; i < levels; i++) filter = { $not: filter };
  return filter;
}

function holdsItself(): unknown {
  const filter: { $and: unknown[] } = { $and: [] };
  filter.$and.push(filter);
  return filter;
}

/** Small in memory, and of 2^levels conditions. */
function doubled(levels: number): unknown {
  let filter: unknown = { color: 'red' };
  for (let i = 0; i < levels; i++) filter = { $or: [filter, filter] };
  return filter;
}
