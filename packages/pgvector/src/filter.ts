import {
  boundSigns,
  byLeaf,
  type FilterLeaf,
  type FilterNode,
  foldFilter,
  isArrayType,
  type OnField,
} from '@nestvec/core/store';
import { columnTypes } from './field-type.ts';
import { join, raw, sql, type Sql } from './sql.ts';
import { arrayOf, text, type WireType } from './wire.ts';

/** How the fields of a table are asked for. */
export interface FieldSql {
  /** What is compared, in the type of the field. */
  readonly value: (on: OnField) => Sql;
  /** Whether there is a value; never null. */
  readonly present: (on: OnField) => Sql;
  /** How texts lie in the table. Default: as in one of ours. */
  readonly text?: WireType<string> | undefined;
  /** What holds wherever an array field has this element, and has an index. */
  readonly indexed?:
    | ((on: OnField, element: string | number | boolean) => Sql | undefined)
    | undefined;
}

/**
 * A filter as SQL with parameters. Every leaf asks for the field first, so that it is false and never null on a missing one; then
 * NOT is an exact complement in SQL's three-valued logic as well.
 */
export function compileFilter(filter: FilterNode, fields: FieldSql): Sql {
  return foldFilter<Sql>(filter, {
    all: (clauses) => group(clauses, ' AND ', 'true'),
    any: (clauses) => group(clauses, ' OR ', 'false'),
    not: (clause) => sql`NOT ${clause}`,
    leaf: (leaf) => leafSql(leaf, fields),
  });
}

function group(clauses: readonly Sql[], separator: string, empty: string): Sql {
  return clauses.length === 0 ? raw(empty) : sql`(${join(clauses, separator)})`;
}

const leafSql: (leaf: FilterLeaf, fields: FieldSql) => Sql = byLeaf<[FieldSql], Sql>({
  exists: (leaf, fields) => present(fields, leaf),
  eq: (leaf, fields) => {
    const column = fields.value(leaf);
    return isArrayType(leaf.type)
      ? present(
          fields,
          leaf,
          ...indexed(fields, leaf, [leaf.value]),
          sql`${column} @> ${list(fields, leaf, [leaf.value])}`,
        )
      : present(fields, leaf, sql`${column} = ${one(fields, leaf, leaf.value)}`);
  },
  in: (leaf, fields) => {
    if (leaf.values.length === 0) return raw('false');
    const column = fields.value(leaf);
    const values = list(fields, leaf, leaf.values);
    return isArrayType(leaf.type)
      ? present(fields, leaf, sql`${column} && ${values}`)
      : present(fields, leaf, sql`${column} = ANY (${values})`);
  },
  all: (leaf, fields) =>
    leaf.values.length === 0
      ? present(fields, leaf)
      : present(
          fields,
          leaf,
          ...indexed(fields, leaf, leaf.values),
          sql`${fields.value(leaf)} @> ${list(fields, leaf, leaf.values)}`,
        ),
  text: (leaf, fields) =>
    present(
      fields,
      leaf,
      sql`${fields.value(leaf)} @> ${arrayOf(text).encode(leaf.words)}::text[]`,
    ),
  prefix: (leaf, fields) =>
    present(
      fields,
      leaf,
      isArrayType(leaf.type)
        ? sql`EXISTS (SELECT FROM unnest(${fields.value(leaf)}) AS _nestvec_element WHERE starts_with(_nestvec_element, ${one(fields, leaf, leaf.value)}))`
        : sql`starts_with(${fields.value(leaf)}, ${one(fields, leaf, leaf.value)})`,
    ),
  range: (leaf, fields) =>
    present(
      fields,
      leaf,
      ...boundSigns.flatMap(([bound, operator]) => {
        const value = leaf.bounds[bound];
        return value === undefined
          ? []
          : [sql`${fields.value(leaf)} ${raw(operator)} ${one(fields, leaf, value)}`];
      }),
    ),
});

function present(fields: FieldSql, on: OnField, ...conditions: readonly Sql[]): Sql {
  return sql`(${join([fields.present(on), ...conditions], ' AND ')})`;
}

function indexed(
  fields: FieldSql,
  on: OnField,
  elements: readonly (string | number | boolean)[],
): Sql[] {
  return elements.flatMap((element) => fields.indexed?.(on, element) ?? []);
}

/** A value to compare with, in the binary form of its type. */
function one(fields: FieldSql, on: OnField, value: string | number | boolean): Sql {
  const element = elementOf(fields, on);
  return sql`${element.encode(value as never)}::${raw(element.name)}`; // core has checked its type
}

function list(fields: FieldSql, on: OnField, values: readonly (string | number | boolean)[]): Sql {
  const array = arrayOf(elementOf(fields, on));
  return sql`${array.encode(values as readonly never[])}::${raw(array.name)}`; // core has checked their types
}

function elementOf({ text: given }: FieldSql, { type }: OnField): WireType<never> {
  const { element } = columnTypes[type];
  return given !== undefined && element === text ? given : element;
}
