import {
  type FilterLeaf,
  type FilterNode,
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

function leafSql(leaf: FilterLeaf): string {
  const name = column(leaf.field);
  const present = `${name} IS NOT NULL`;
  if (leaf.op === 'exists') return `(${present})`;
  const literal = (value: string | number | boolean): string => valueLiteral(value, leaf);
  const isArray = leaf.type === 'string[]' || leaf.type === 'number[]';
  switch (leaf.op) {
    case 'eq':
      return `(${present} AND ${isArray ? `array_has(${name}, ${literal(leaf.value)})` : `${name} = ${literal(leaf.value)}`})`;
    case 'in': {
      if (leaf.values.length === 0) return 'false';
      const list = leaf.values.map(literal).join(', ');
      return `(${present} AND ${isArray ? `array_has_any(${name}, [${list}])` : `${name} IN (${list})`})`;
    }
    case 'all':
      return leaf.values.length === 0
        ? `(${present})`
        : `(${present} AND array_has_all(${name}, [${leaf.values.map(literal).join(', ')}]))`;
    case 'range': {
      const bounds = comparisons.flatMap(([bound, operator]) => {
        const value = leaf.bounds[bound];
        return value === undefined ? [] : [`${name} ${operator} ${literal(value)}`];
      });
      return `(${[present, ...bounds].join(' AND ')})`;
    }
  }
}

function valueLiteral(value: string | number | boolean, leaf: FilterLeaf): string {
  if (typeof value === 'string') return textLiteral(value);
  if (typeof value === 'boolean') return value ? '1' : '0'; // as the column holds them
  return leaf.type === 'datetime' ? `to_timestamp_millis(${value})` : doubleLiteral(value);
}

/** Always a double: an integer of more than 63 bits would not parse, and a smaller one would be compared as one. */
function doubleLiteral(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
