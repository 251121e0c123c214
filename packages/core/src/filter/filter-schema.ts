import { z } from 'zod';
import type { FieldType } from '../spec/spec.ts';
import { filterOperators } from './operators.ts';
import { isArrayType } from './value.ts';

/** Fields that may be filtered by, with the types that each has. */
export type FilterableFields = ReadonlyMap<string, ReadonlySet<FieldType>>;

/**
 * What a filter may be, as a model is shown it: conditions by field, of which several must all hold, and one level of `$and`, `$or` and
 * `$not`. `undefined` where there is no field. What a field is really asked, the index checks again. `startsWith` says whether
 * `$startsWith` can be asked of fields of a type.
 */
export function filterSchema(
  fields: FilterableFields,
  startsWith: (type: FieldType) => boolean,
): z.ZodType | undefined {
  if (fields.size === 0) return undefined;
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
