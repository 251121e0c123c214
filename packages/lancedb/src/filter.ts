import { unsupported } from '@nestvec/core/kit';
import {
  boundSigns,
  byLeaf,
  type FilterNode,
  type LeafOf,
  isArrayType,
  type OnField,
  recordFieldOf,
  reservedNames,
} from '@nestvec/core/store';
import { combine, type Group, maxSqlDepth, type Sql } from './combine.ts';
import { databaseName } from './errors.ts';

/**
 * A filter as DataFusion's SQL. Every leaf asks for the field first, so that it is false and never null on a missing one;
 * then NOT is an exact complement in SQL's three-valued logic as well, and can be moved down to the leaves.
 * Throws `unsupported` for a filter that is nested deeper than DataFusion parses.
 */
export function toSql(filter: FilterNode, fields: FieldSql = ownFields): string {
  const { text, depth } = compile(filter, false, fields);
  if (depth > maxSqlDepth) {
    throw unsupported(
      'a filter nested this deeply',
      databaseName,
      'nest fewer $and and $or, or give the alternatives of one field as $in',
    );
  }
  return text;
}

function compile(node: FilterNode, isNegated: boolean, fields: FieldSql): Sql {
  switch (node.op) {
    case 'not':
      return compile(node.node, !isNegated, fields);
    case 'and':
    case 'or':
      return combine(
        parts(node, groupOf(node.op, isNegated), isNegated, fields),
        groupOf(node.op, isNegated),
      );
    default:
      return negatable(leafSql(node, fields), isNegated);
  }
}

/** The members of a group, those of groups of the same kind within it taken in. */
function parts(node: FilterNode, group: Group, isNegated: boolean, fields: FieldSql): Sql[] {
  if (node.op === 'not') return parts(node.node, group, !isNegated, fields);
  if ((node.op === 'and' || node.op === 'or') && groupOf(node.op, isNegated) === group) {
    return node.nodes.flatMap((child) => parts(child, group, isNegated, fields));
  }
  return [compile(node, isNegated, fields)];
}

/** De Morgan: the complement of all is any of the complements. */
function groupOf(op: Group, isNegated: boolean): Group {
  return (op === 'and') === isNegated ? 'or' : 'and';
}

function negatable(text: string, isNegated: boolean): Sql {
  if (text === 'false') return { text: isNegated ? 'true' : 'false', depth: 0 };
  return isNegated ? { text: `NOT ${text}`, depth: 2 } : { text, depth: 1 };
}

/** A name as SQL; unquoted, capitals would be lowered. */
export function column(name: string): string {
  return `\`${name}\``;
}

/** A text as SQL. */
export function textLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** `column IN (…)` over values as SQL; nothing is in an empty list. */
export function inValues(name: string, values: readonly string[]): string {
  return values.length === 0 ? 'false' : `${column(name)} IN (${values.join(', ')})`;
}

/** How the fields of a table are asked for. */
export interface FieldSql {
  /** What is compared. */
  value(on: OnField): string;
  /** Whether there is a value; never null. */
  present(on: OnField): string;
  boolean(value: boolean): string;
}

/** Column of a declared field, or of a part of a record. */
function ownColumn(field: string): string {
  if (field === '$text') return reservedNames.words;
  const part = recordFieldOf(field);
  return part === undefined ? field : reservedNames[part];
}

/** The columns of a table of ours, in which booleans are 1 and 0 and null always means missing. */
const ownFields: FieldSql = {
  value: ({ field }) => column(ownColumn(field)),
  present: ({ field }) => `${column(ownColumn(field))} IS NOT NULL`,
  boolean: (value) => (value ? '1' : '0'),
};

/** Each asks for the field first. */
const leafSql = byLeaf<[FieldSql], string>({
  exists: (leaf, sql) => present(sql, leaf),
  eq: (leaf, sql) => {
    const value = valueLiteral(leaf.value, leaf, sql);
    const name = sql.value(leaf);
    return present(
      sql,
      leaf,
      isArrayType(leaf.type) ? `array_has(${name}, ${value})` : `${name} = ${value}`,
    );
  },
  in: (leaf, sql) => {
    if (leaf.values.length === 0) return 'false';
    const list = literals(leaf, sql);
    const name = sql.value(leaf);
    return present(
      sql,
      leaf,
      isArrayType(leaf.type) ? `array_has_any(${name}, [${list}])` : `${name} IN (${list})`,
    );
  },
  all: (leaf, sql) =>
    leaf.values.length === 0
      ? present(sql, leaf)
      : present(sql, leaf, `array_has_all(${sql.value(leaf)}, [${literals(leaf, sql)}])`),
  text: (leaf, sql) => {
    const words = `string_to_array(${sql.value(leaf)}, ' ')`; // as `wordText` joins them
    return present(
      sql,
      leaf,
      `array_has_all(${words}, [${leaf.words.map(textLiteral).join(', ')}])`,
    );
  },
  prefix: (leaf, sql) => {
    const test = isArrayType(leaf.type) ? elementBegins : begins;
    return present(sql, leaf, test(sql.value(leaf), textLiteral(leaf.value)));
  },
  range: (leaf, sql) =>
    present(
      sql,
      leaf,
      ...boundSigns.flatMap(([bound, operator]) => {
        const value = leaf.bounds[bound];
        return value === undefined
          ? []
          : [`${sql.value(leaf)} ${operator} ${valueLiteral(value, leaf, sql)}`];
      }),
    ),
});

function begins(text: string, beginning: string): string {
  return `starts_with(${text}, ${beginning})`;
}

/**
 * Whether an element begins so, which DataFusion has no function for: put into the sorted array, the beginning stands right before the
 * smallest of the elements that are not below it, and of those all that begin with it come first. Texts are sorted by bytes.
 */
function elementBegins(array: string, beginning: string): string {
  const sorted = `array_sort(array_append(${array}, ${beginning}))`;
  const after = `CAST(array_position(${sorted}, ${beginning}) AS BIGINT) + 1`;
  return `coalesce(${begins(`array_element(${sorted}, ${after})`, beginning)}, false)`; // null: nothing stands there
}

function present(sql: FieldSql, on: OnField, ...conditions: readonly string[]): string {
  return `(${[sql.present(on), ...conditions].join(' AND ')})`;
}

function literals(leaf: LeafOf<'in' | 'all'>, sql: FieldSql): string {
  return leaf.values.map((value) => valueLiteral(value, leaf, sql)).join(', ');
}

function valueLiteral(value: string | number | boolean, leaf: OnField, sql: FieldSql): string {
  if (typeof value === 'string') return textLiteral(value);
  if (typeof value === 'boolean') return sql.boolean(value);
  return leaf.type === 'datetime' ? `to_timestamp_millis(${value})` : doubleLiteral(value);
}

/** Always a double: an integer of more than 63 bits would not parse, and a smaller one would be compared as one. */
export function doubleLiteral(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
