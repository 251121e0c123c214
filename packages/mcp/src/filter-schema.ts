import type { FieldType, Filter } from '@nestvec/core';
import { filterOperators, isArrayType, parseFilter, takesBeginning } from '@nestvec/core/store';
import { z } from 'zod';
import { isShown, type OpenIndex } from './scope.ts';

/** Declared fields that may be filtered by, with the types that they have in the indexes. */
type KnownFields = ReadonlyMap<string, ReadonlySet<FieldType>>;

/** Fields of all indexes; one name may have several types. */
function knownFields(indexes: readonly OpenIndex[]): KnownFields {
  const known = new Map<string, Set<FieldType>>();
  for (const index of indexes)
    for (const [field, type] of Object.entries(index.read.spec.fields)) {
      if (!isShown(index, field)) continue;
      known.set(field, (known.get(field) ?? new Set()).add(type));
    }
  return known;
}

/**
 * What a filter may be, made of the declared fields: conditions by field, of which several must all hold, and one level of `$and`, `$or`
 * and `$not`. `undefined` where no field is declared. What a field is really asked, the index checks again.
 */
export function filterSchema(indexes: readonly OpenIndex[]): z.ZodType | undefined {
  const fields = knownFields(indexes);
  if (fields.size === 0) return undefined;
  const startsWith = (type: FieldType): boolean =>
    indexes.every(({ read }) => takesBeginning(read.store.capabilities.startsWith, type));
  const conditions = Object.fromEntries(
    [...fields].map(([field, types]) => [field, fieldSchema([...types], startsWith).optional()]),
  );
  const all = z.strictObject(conditions);
  return z
    .strictObject({
      ...conditions,
      $and: z.array(all).max(20).describe('All of them hold').optional(),
      $or: z.array(all).max(20).describe('At least one of them holds').optional(),
      $not: all.describe('It does not hold').optional(),
    })
    .describe('Conditions on the fields, all of which must hold; a bare value means equality');
}

/**
 * A filter as it was given. Throws `invalid-input` for a field that this index does not show: the schema is of all indexes, and another
 * one may show a field of that name.
 */
export function checkedFilter(index: OpenIndex, filter: Filter | undefined): Filter | undefined {
  if (filter === undefined) return undefined;
  const shown = Object.entries(index.read.spec.fields).filter(([field]) => isShown(index, field));
  parseFilter(filter, Object.fromEntries(shown));
  return filter;
}

function fieldSchema(
  types: readonly FieldType[],
  startsWith: (type: FieldType) => boolean,
): z.ZodType {
  const [first, ...rest] = types.map((type) => conditionSchema(type, startsWith(type)));
  if (first === undefined) return z.never(); // a known field has a type
  return rest.length === 0 ? first : z.union([first, ...rest]);
}

function conditionSchema(type: FieldType, startsWith: boolean): z.ZodType {
  const operand = operandSchema(type);
  const operators: Record<string, z.ZodType> = {};
  for (const [name, operator] of Object.entries(filterOperators)) {
    if (!operator.fields.includes(type)) continue;
    if (operator.takes === 'beginning' && !startsWith) continue;
    const schema = {
      value: operand,
      list: z.array(operand).max(1000),
      'yes-or-no': z.boolean(),
      beginning: z.string(),
      bound: operand,
    }[operator.takes];
    operators[name] = schema.describe(operator.meaning).optional();
  }
  const form = isArrayType(type) ? `list of ${type.slice(0, -2)}s` : type;
  return z.union([operand, z.null(), z.strictObject(operators)]).describe(`A ${form} field`);
}

function operandSchema(type: FieldType): z.ZodType<string | number | boolean> {
  if (type === 'number' || type === 'number[]') return z.number();
  if (type === 'boolean') return z.boolean();
  return type === 'datetime' ? z.string().describe('RFC 3339, or a date') : z.string();
}
