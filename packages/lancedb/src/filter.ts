import {
  byLeaf,
  type FilterNode,
  type LeafOf,
  type OnField,
  type RangeBounds,
  unsupported,
} from '@nestvec/core/store';
import { combine, type Group, maxSqlDepth, type Sql } from './combine.ts';
import { databaseName } from './errors.ts';

const comparisons: readonly (readonly [keyof RangeBounds, string])[] = [
  ['gt', '>'],
  ['gte', '>='],
  ['lt', '<'],
  ['lte', '<='],
];

/**
 * A filter as DataFusion's SQL. Every leaf asks for the field first, so that it is false and never null on a missing one;
 * then NOT is an exact complement in SQL's three-valued logic as well, and can be moved down to the leaves.
 * Throws `unsupported` for a filter that is nested deeper than DataFusion parses.
 */
export function toSql(filter: FilterNode): string {
  const { text, depth } = compile(filter, false);
  if (depth > maxSqlDepth) {
    throw unsupported(
      'a filter nested this deeply',
      databaseName,
      'nest fewer $and and $or, or give the alternatives of one field as $in',
    );
  }
  return text;
}

function compile(node: FilterNode, isNegated: boolean): Sql {
  switch (node.op) {
    case 'not':
      return compile(node.node, !isNegated);
    case 'and':
    case 'or':
      return combine(
        parts(node, groupOf(node.op, isNegated), isNegated),
        groupOf(node.op, isNegated),
      );
    default:
      return negatable(leafSql(node), isNegated);
  }
}

/** The members of a group, those of groups of the same kind within it taken in. */
function parts(node: FilterNode, group: Group, isNegated: boolean): Sql[] {
  if (node.op === 'not') return parts(node.node, group, !isNegated);
  if ((node.op === 'and' || node.op === 'or') && groupOf(node.op, isNegated) === group) {
    return node.nodes.flatMap((child) => parts(child, group, isNegated));
  }
  return [compile(node, isNegated)];
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

/** `column IN (…)` over texts; nothing is in an empty list. */
export function inTexts(name: string, values: readonly string[]): string {
  return values.length === 0
    ? 'false'
    : `${column(name)} IN (${values.map(textLiteral).join(', ')})`;
}

/** Each asks for the field first. */
const leafSql = byLeaf<[], string>({
  exists: (leaf) => present(leaf),
  eq: (leaf) => {
    const value = valueLiteral(leaf.value, leaf);
    const name = column(leaf.field);
    return present(leaf, isArray(leaf) ? `array_has(${name}, ${value})` : `${name} = ${value}`);
  },
  in: (leaf) => {
    if (leaf.values.length === 0) return 'false';
    const list = literals(leaf);
    const name = column(leaf.field);
    return present(
      leaf,
      isArray(leaf) ? `array_has_any(${name}, [${list}])` : `${name} IN (${list})`,
    );
  },
  all: (leaf) =>
    leaf.values.length === 0
      ? present(leaf)
      : present(leaf, `array_has_all(${column(leaf.field)}, [${literals(leaf)}])`),
  range: (leaf) =>
    present(
      leaf,
      ...comparisons.flatMap(([bound, operator]) => {
        const value = leaf.bounds[bound];
        return value === undefined
          ? []
          : [`${column(leaf.field)} ${operator} ${valueLiteral(value, leaf)}`];
      }),
    ),
});

function present({ field }: OnField, ...conditions: readonly string[]): string {
  return `(${[`${column(field)} IS NOT NULL`, ...conditions].join(' AND ')})`;
}

function isArray({ type }: OnField): boolean {
  return type === 'string[]' || type === 'number[]';
}

function literals(leaf: LeafOf<'in' | 'all'>): string {
  return leaf.values.map((value) => valueLiteral(value, leaf)).join(', ');
}

function valueLiteral(value: string | number | boolean, leaf: OnField): string {
  if (typeof value === 'string') return textLiteral(value);
  if (typeof value === 'boolean') return value ? '1' : '0'; // as the column holds them
  return leaf.type === 'datetime' ? `to_timestamp_millis(${value})` : doubleLiteral(value);
}

/** Always a double: an integer of more than 63 bits would not parse, and a smaller one would be compared as one. */
function doubleLiteral(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
