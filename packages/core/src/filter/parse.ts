import { invalid, unsupported } from '../errors.ts';
import { describeValue, isPlainObject } from '../json.ts';
import type { FieldType } from '../spec/spec.ts';
import type { FilterNode } from './node.ts';
import {
  type FilterOperator,
  filterOperators,
  type OnField,
  type Operator,
  type OperatorTest,
  type RangeBounds,
} from './operators.ts';
import { recordFieldOf, recordFields } from './record-fields.ts';
import type { Filter } from './types.ts';
import { filterWords, type KeptWords } from '../words/asked-words.ts';
import { isArrayType, parseValue } from './value.ts';

/** Filters come from outside; deeper ones are attacks or bugs, and Qdrant stops at 63. */
const maxDepth = 32;
/** Of keys and values together: more are refused by every server, or keep it busy for minutes. */
const maxParts = 100_000;
/** Of all texts compared to, in UTF-16 units: a request of 8 MB is more than any server takes as a filter. */
const maxCharacters = 4_000_000;

interface Reader {
  /** Where the whole filter stands. */
  readonly root: string;
  readonly fields: Readonly<Record<string, FieldType>>;
  /** Counts what was read. Throws where it is too much. */
  readonly count: (value: unknown) => void;
  /** Whose texts `$text` asks for. */
  readonly kept: KeptWords | undefined;
}

/**
 * Checks a filter against the declared fields and brings it into the form that adapters compile.
 * Throws `invalid-input`, naming the place under `path`, for an undeclared field, an unknown operator, a value of the wrong type, `undefined`, or a filter that is
 * too deep or too long; `unsupported` for what has no exact meaning in every database. `$text` is taken where `kept` says whose texts it
 * asks for.
 */
export function parseFilter(
  filter: Filter | undefined,
  fields: Readonly<Record<string, FieldType>>,
  kept?: KeptWords,
  path = 'filter',
): FilterNode {
  let parts = 0;
  let characters = 0;
  const count = (value: unknown): void => {
    parts++;
    if (typeof value === 'string') characters += value.length;
    if (parts > maxParts)
      throw invalid(path, `has more than ${maxParts} conditions and values; ask in parts`);
    if (characters > maxCharacters)
      throw invalid(path, `has more than ${maxCharacters} characters; ask in parts`);
  };
  return parseObject(
    { root: path, fields, count, kept },
    filter === undefined ? {} : filter,
    path,
    0,
  );
}

function parseObject(reader: Reader, filter: unknown, path: string, depth: number): FilterNode {
  if (depth > maxDepth)
    throw invalid(reader.root, `is nested deeper than ${maxDepth} levels, or holds itself`);
  const nodes = entriesOf(reader, filter, path).map(([key, value, here]): FilterNode => {
    if (key === '$and' || key === '$or') {
      if (!Array.isArray(value))
        throw invalid(here, `must be an array of filters, got ${describeValue(value)}`);
      // Array.from, since map skips what is not there.
      const children = Array.from(value, (entry: unknown, i) => {
        reader.count(entry);
        return parseObject(reader, entry, `${here}[${i}]`, depth + 1);
      });
      return { op: key === '$and' ? 'and' : 'or', nodes: children };
    }
    if (key === '$text') return textNode(reader, value, here, depth);
    if (key === '$not') return { op: 'not', node: parseObject(reader, value, here, depth + 1) };
    if (key.startsWith('$') && recordFieldOf(key) === undefined)
      throw invalid(
        here,
        `does not combine filters and is not a record field; use $and, $or, $not or $text, ${Object.keys(recordFields).join(', ')}, or name a field`,
      );
    return parseCondition(reader, key, value, here);
  });
  return all(nodes);
}

/** The words of the text. No database has its complement for certain, so it stands where nothing is around it. */
function textNode(
  { count, kept }: Reader,
  value: unknown,
  path: string,
  depth: number,
): FilterNode {
  count(value);
  if (depth > 0 || kept === undefined)
    throw invalid(
      path,
      depth > 0
        ? 'can only stand at the top of a filter, beside its other conditions'
        : 'can’t be asked here; use a declared field',
    );
  const on = { field: '$text', type: 'string' } as const;
  return { op: 'text', ...on, words: filterWords(value, kept, path) };
}

/** The entries of an object with the path of each. */
function entriesOf(reader: Reader, object: unknown, path: string): [string, unknown, string][] {
  if (!isPlainObject(object))
    throw invalid(path, `must be a plain object, got ${describeValue(object)}`);
  return Object.entries(object).map(([key, value]) => {
    const here = `${path}.${shorten(key)}`;
    reader.count(key);
    if (value === undefined)
      throw invalid(
        here,
        'is undefined; leave the field out, or give null to ask for records without it',
      );
    return [key, value, here];
  });
}

function parseCondition(
  reader: Reader,
  field: string,
  condition: unknown,
  path: string,
): FilterNode {
  const { fields } = reader;
  const declared = Object.hasOwn(fields, field) ? fields[field] : undefined;
  const type = recordFieldOf(field) === undefined ? declared : 'string';
  if (type === undefined) {
    const known = Object.keys(fields);
    const ownPart =
      recordFieldOf(`$${field}`) === undefined ? '' : `; for that of the record, ask for $${field}`;
    throw invalid(
      path,
      `${JSON.stringify(shorten(field))} is not a declared field; ${known.length > 0 ? `declared: ${known.join(', ')}` : 'the collection declares no fields'}${ownPart}`,
    );
  }
  const on = { field, type };
  if (!isPlainObject(condition))
    return toNode(readTest(reader, filterOperators.$eq, on, condition, path));
  const entries = entriesOf(reader, condition, path);
  if (entries.length === 0)
    throw invalid(path, 'has no operator; give a value, or an operator such as { "$eq": value }');
  const nodes: FilterNode[] = [];
  const bounds: { -readonly [Name in keyof RangeBounds]: RangeBounds[Name] } = {};
  for (const [name, operand, here] of entries) {
    if (!isOperator(name))
      throw invalid(
        here,
        `is not an operator; use one of ${Object.keys(filterOperators).join(' ')}`,
      );
    const operator: Operator = filterOperators[name];
    checkField(name, operator, on, here);
    if (operator.takes === 'bound') bounds[operator.bound] = parseBound(type, operand, here);
    else nodes.push(toNode(readTest(reader, operator, on, operand, here)));
  }
  if (Object.keys(bounds).length > 0) nodes.push({ op: 'range', ...on, bounds });
  return all(nodes);
}

function readTest(
  reader: Reader,
  operator: Operator,
  on: OnField,
  operand: unknown,
  path: string,
): OperatorTest {
  reader.count(operand);
  switch (operator.takes) {
    case 'value':
      if (operand === null && operator.ofNull !== undefined) return operator.ofNull(on);
      return operator.read(on, parseValue(on.type, operand, path));
    case 'list': {
      if (!Array.isArray(operand))
        throw invalid(path, `must be an array of values, got ${describeValue(operand)}`);
      const values = Array.from(operand, (entry: unknown, i) => {
        reader.count(entry);
        return parseValue(on.type, entry, `${path}[${i}]`);
      });
      return operator.read(on, [...new Set(values)]);
    }
    case 'yes-or-no':
      if (typeof operand !== 'boolean')
        throw invalid(path, `must be true or false, got ${describeValue(operand)}`);
      return operator.read(on, operand);
    case 'beginning': {
      const value = parseValue('string', operand, path);
      if (typeof value !== 'string' || value === '')
        throw invalid(
          path,
          'is empty, with which every text begins; ask for the field with $exists',
        );
      return operator.read(on, value);
    }
    case 'bound':
      throw new TypeError('bounds are read together');
  }
}

/** An operator can be asked of some types only. */
function checkField(name: FilterOperator, { fields, takes }: Operator, on: OnField, path: string) {
  const { field, type } = on;
  if (fields.includes(type)) return;
  if (takes === 'bound' && isArrayType(type))
    throw unsupported(
      `a range over the array field ${field}`,
      'the filter language',
      'declare a single-valued field for it',
    );
  throw invalid(
    path,
    `${name} is for fields declared as ${fields.join(' or ')}, and ${field} is declared as ${type}`,
  );
}

function parseBound(type: FieldType, operand: unknown, path: string): number {
  const bound = parseValue(type, operand, path);
  if (typeof bound !== 'number')
    throw invalid(path, `must be a ${type}, got ${describeValue(operand)}`);
  return bound;
}

function toNode({ leaf, isNegated }: OperatorTest): FilterNode {
  return isNegated ? { op: 'not', node: leaf } : leaf;
}

function all(nodes: FilterNode[]): FilterNode {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { op: 'and', nodes };
}

function isOperator(name: string): name is FilterOperator {
  return Object.hasOwn(filterOperators, name);
}

/** A key as it can stand in a message. */
function shorten(key: string): string {
  return key.length > 60 ? `${key.slice(0, 60)}…` : key;
}
