import { z } from 'zod';
import type { FieldType } from '../spec/spec.ts';
import { filterOperators } from './operators.ts';
import { isArrayType } from './value.ts';

/** Fields that may be filtered by, with the types that each has. */
export type FilterableFields = ReadonlyMap<string, ReadonlySet<FieldType>>;

/** What `null` means from a model: that a field is missing, or, in any place, that nothing is asked there. */
export type NullMeaning = 'missing' | 'not-asked';

/**
 * What a filter may be, as a model is shown it: conditions by field, of which several must all hold, and one level of `$and`, `$or` and
 * `$not`. `undefined` where there is no field. What a field is really asked, the index checks again. `startsWith` says whether
 * `$startsWith` can be asked of fields of a type; `nulls` what a `null` means.
 */
export function filterSchema(
  fields: FilterableFields,
  startsWith: (type: FieldType) => boolean,
  nulls: NullMeaning = 'missing',
): z.ZodType | undefined {
  if (fields.size === 0) return undefined;
  const conditions = Object.fromEntries(
    [...fields].map(([field, types]) => [
      field,
      mayBeLeftOut(fieldSchema([...types], startsWith, nulls), nulls),
    ]),
  );
  const all = z.strictObject(conditions);
  return z
    .strictObject({
      ...conditions,
      $and: mayBeLeftOut(z.array(all).max(20).describe('All of them hold'), nulls),
      $or: mayBeLeftOut(z.array(all).max(20).describe('At least one of them holds'), nulls),
      $not: mayBeLeftOut(all.describe('It does not hold'), nulls),
    })
    .describe('Conditions on the fields, all of which must hold; a bare value means equality');
}

/** Where `null` asks for nothing, it is one more way to leave something out. */
export function mayBeLeftOut(schema: z.ZodType, nulls: NullMeaning): z.ZodType {
  return nulls === 'missing' ? schema.optional() : schema.nullish();
}

function fieldSchema(
  types: readonly FieldType[],
  startsWith: (type: FieldType) => boolean,
  nulls: NullMeaning,
): z.ZodType {
  const [first, ...rest] = types.map((type) => conditionSchema(type, startsWith(type), nulls));
  if (first === undefined) return z.never(); // a known field has a type
  return rest.length === 0 ? first : z.union([first, ...rest]);
}

function conditionSchema(type: FieldType, startsWith: boolean, nulls: NullMeaning): z.ZodType {
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
    const meaning =
      nulls === 'missing' ? operator.meaning : operator.meaning.replace(/; `null`:.*$/, '');
    operators[name] = mayBeLeftOut(schema.describe(meaning), nulls);
  }
  const form = isArrayType(type) ? `list of ${type.slice(0, -2)}s` : type;
  const bare = nulls === 'missing' ? [operand, z.null()] : [operand];
  return z.union([...bare, z.strictObject(operators)]).describe(`A ${form} field`);
}

function operandSchema(type: FieldType): z.ZodType<string | number | boolean> {
  if (type === 'number' || type === 'number[]') return z.number();
  if (type === 'boolean') return z.boolean();
  return type === 'datetime' ? z.string().describe('RFC 3339, or a date') : z.string();
}
