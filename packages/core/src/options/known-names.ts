import { z } from 'zod';

/** The names that the object at a path of a schema may have. */
export function knownNames(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const names = path
    .reduce((all, key) => all.flatMap((one) => partsAt(one, key)), variantsOf(schema))
    .flatMap((one) => (one instanceof z.core.$ZodObject ? Object.keys(one._zod.def.shape) : []));
  return [...new Set(names)];
}

function partsAt(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType[] {
  if (schema instanceof z.core.$ZodObject) {
    const shape: Readonly<Record<PropertyKey, z.core.$ZodType>> = schema._zod.def.shape;
    const part = Object.hasOwn(shape, key) ? shape[key] : undefined;
    return part === undefined ? [] : variantsOf(part);
  }
  if (schema instanceof z.core.$ZodRecord) return variantsOf(schema._zod.def.valueType);
  if (schema instanceof z.core.$ZodArray) return variantsOf(schema._zod.def.element);
  return [];
}

/** What a schema stands for without its wrappers, such as a default; several for a union. */
function variantsOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.core.$ZodUnion) return schema._zod.def.options.flatMap(variantsOf);
  if (schema instanceof z.core.$ZodIntersection)
    return [schema._zod.def.left, schema._zod.def.right].flatMap(variantsOf);
  if (schema instanceof z.core.$ZodPipe) return variantsOf(schema._zod.def.in);
  if (schema instanceof z.core.$ZodLazy) return variantsOf(schema._zod.def.getter());
  if (
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodNullable ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault ||
    schema instanceof z.core.$ZodReadonly
  )
    return variantsOf(schema._zod.def.innerType);
  return [schema];
}
