import { invalid, unsupported } from '../errors.ts';
import { describeValue, isPlainObject } from '../json.ts';
import type { FieldType } from '../spec/spec.ts';
import { parseDatetime } from './datetime.ts';
import type { FilterLeaf, FilterNode, RangeBounds } from './node.ts';
import type { Filter } from './types.ts';

type Fields = Readonly<Record<string, FieldType>>;
type Scalar = string | number | boolean;

const rangeOperators = ['$gt', '$gte', '$lt', '$lte'] as const;
/** Filters come from outside; deeper ones are attacks or bugs, and Qdrant stops at 63. */
const maxDepth = 32;

/**
 * Checks a filter against the declared fields and brings it into the form that adapters compile.
 * Throws `invalid-input` for an undeclared field, an unknown operator or a value of the wrong type,
 * `unsupported` for what has no exact meaning in every database.
 */
export function parseFilter(filter: Filter | undefined, fields: Fields): FilterNode {
  return parseObject(filter ?? {}, fields, 'filter', 0);
}

function parseObject(filter: unknown, fields: Fields, path: string, depth: number): FilterNode {
  if (!isPlainObject(filter))
    throw invalid(path, `must be an object, got ${describeValue(filter)}`);
  if (depth > maxDepth) throw invalid(path, `is nested deeper than ${maxDepth} levels`);
  const nodes: FilterNode[] = [];
  for (const [key, value] of Object.entries(filter)) {
    if (value === undefined) continue;
    const here = `${path}.${key}`;
    if (key === '$and' || key === '$or') {
      if (!Array.isArray(value))
        throw invalid(here, `must be an array of filters, got ${describeValue(value)}`);
      nodes.push({
        op: key === '$and' ? 'and' : 'or',
        nodes: value.map((entry, i) => parseObject(entry, fields, `${here}[${i}]`, depth + 1)),
      });
    } else if (key === '$not') {
      nodes.push({ op: 'not', node: parseObject(value, fields, here, depth + 1) });
    } else if (key.startsWith('$')) {
      throw invalid(here, 'is no operator here; $and, $or and $not combine filters');
    } else {
      nodes.push(parseCondition(key, value, fields, here));
    }
  }
  return all(nodes);
}

function parseCondition(
  field: string,
  condition: unknown,
  fields: Fields,
  path: string,
): FilterNode {
  const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (type === undefined) {
    const known = Object.keys(fields);
    throw invalid(
      path,
      `${JSON.stringify(field)} is not a declared field; ${known.length > 0 ? `declared: ${known.join(', ')}` : 'the collection declares none'}`,
    );
  }
  if (!isPlainObject(condition)) return equals(field, type, condition, path);
  const nodes: FilterNode[] = [];
  const bounds: { -readonly [K in keyof RangeBounds]: RangeBounds[K] } = {};
  let operators = 0;
  for (const [operator, value] of Object.entries(condition)) {
    if (value === undefined) continue;
    operators++;
    const here = `${path}.${operator}`;
    if (isRangeOperator(operator))
      bounds[boundName(operator)] = parseBound(field, type, value, here);
    else nodes.push(parseOperator(operator, field, type, value, here));
  }
  if (operators === 0)
    throw invalid(path, 'has no operator; give a value or, say, { "$eq": value }');
  if (Object.keys(bounds).length > 0) nodes.push({ op: 'range', field, type, bounds });
  return all(nodes);
}

function parseOperator(
  operator: string,
  field: string,
  type: FieldType,
  value: unknown,
  path: string,
): FilterNode {
  switch (operator) {
    case '$eq':
      return equals(field, type, value, path);
    case '$ne':
      return { op: 'not', node: equals(field, type, value, path) };
    case '$in':
      return { op: 'in', field, type, values: parseList(type, value, path) };
    case '$nin':
      return { op: 'not', node: { op: 'in', field, type, values: parseList(type, value, path) } };
    case '$all':
      if (!isArrayType(type))
        throw invalid(path, `asks for elements of an array, but ${field} is declared as ${type}`);
      return { op: 'all', field, type, values: parseList(type, value, path) };
    case '$exists': {
      if (typeof value !== 'boolean')
        throw invalid(path, `must be true or false, got ${describeValue(value)}`);
      const exists: FilterLeaf = { op: 'exists', field, type };
      return value ? exists : { op: 'not', node: exists };
    }
    default:
      throw invalid(
        path,
        'is not an operator; use $eq $ne $in $nin $all $gt $gte $lt $lte or $exists',
      );
  }
}

function equals(field: string, type: FieldType, value: unknown, path: string): FilterNode {
  if (value === null) return { op: 'not', node: { op: 'exists', field, type } };
  return { op: 'eq', field, type, value: parseValue(type, value, path) };
}

function parseList(type: FieldType, value: unknown, path: string): Scalar[] {
  if (!Array.isArray(value))
    throw invalid(path, `must be an array of values, got ${describeValue(value)}`);
  return [...new Set(value.map((entry: unknown, i) => parseValue(type, entry, `${path}[${i}]`)))];
}

function parseBound(field: string, type: FieldType, value: unknown, path: string): number {
  if (isArrayType(type)) {
    throw unsupported(
      `a range over the array field ${field}`,
      'the filter language',
      'declare a single-valued field for it',
    );
  }
  if (type !== 'number' && type !== 'datetime') {
    throw invalid(
      path,
      `compares by size, but ${field} is declared as ${type}; ranges need number or datetime`,
    );
  }
  const bound = parseValue(type, value, path);
  if (typeof bound !== 'number')
    throw invalid(path, `must be a ${type}, got ${describeValue(value)}`);
  return bound;
}

/** A value of a field's element type; datetimes become epoch milliseconds. */
function parseValue(type: FieldType, value: unknown, path: string): Scalar {
  const element = isArrayType(type) ? type.slice(0, -2) : type;
  if (element === 'datetime') {
    const time = typeof value === 'string' ? parseDatetime(value) : undefined;
    if (time === undefined) {
      throw invalid(
        path,
        `must be an RFC 3339 datetime such as "2026-01-31T12:00:00Z", got ${describeValue(value)}`,
      );
    }
    return time;
  }
  if (typeof value === 'number' && element === 'number') {
    if (!Number.isFinite(value))
      throw invalid(path, `${value} can't be compared to; use a finite number`);
    return value === 0 ? 0 : value; // -0 equals 0
  }
  if (typeof value === 'string' && element === 'string') {
    if (!value.isWellFormed())
      throw invalid(path, 'holds half of a surrogate pair; use well-formed Unicode');
    return value;
  }
  if (typeof value === 'boolean' && element === 'boolean') return value;
  throw invalid(path, `must be a ${element}, got ${describeValue(value)}`);
}

function all(nodes: FilterNode[]): FilterNode {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { op: 'and', nodes };
}

function isArrayType(type: FieldType): type is 'string[]' | 'number[]' {
  return type === 'string[]' || type === 'number[]';
}

function isRangeOperator(operator: string): operator is (typeof rangeOperators)[number] {
  return (rangeOperators as readonly string[]).includes(operator); // widening only
}

function boundName(operator: (typeof rangeOperators)[number]): keyof RangeBounds {
  return { $gt: 'gt', $gte: 'gte', $lt: 'lt', $lte: 'lte' }[operator] as keyof RangeBounds; // the table is total
}
