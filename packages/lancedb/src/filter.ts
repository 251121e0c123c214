import type { FilterLeaf, FilterNode, RangeBounds } from '@nestvec/core';

const comparisons: readonly (readonly [keyof RangeBounds, string])[] = [
  ['gt', '>'],
  ['gte', '>='],
  ['lt', '<'],
  ['lte', '<='],
];

/**
 * A filter as DataFusion's SQL. Every leaf asks for the field first, so that it is false and never null on a missing one;
 * then NOT is an exact complement in SQL's three-valued logic as well.
 */
export function toSql(node: FilterNode): string {
  switch (node.op) {
    case 'and':
      return join(node.nodes, ' AND ', 'true');
    case 'or':
      return join(node.nodes, ' OR ', 'false');
    case 'not':
      return `NOT ${toSql(node.node)}`;
    default:
      return leafSql(node);
  }
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

function join(nodes: readonly FilterNode[], operator: string, empty: string): string {
  return nodes.length === 0 ? empty : `(${nodes.map(toSql).join(operator)})`;
}
