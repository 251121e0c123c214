import type { FieldType, Filter } from '@nestvec/core';
import { filterSchema as schemaOf } from '@nestvec/core/kit';
import { parseFilter, takesBeginning } from '@nestvec/core/store';
import type { z } from 'zod';
import { isShown, type OpenIndex } from './scope.ts';

/** What a filter may be, made of the declared fields of all indexes that are shown; one name may have several types. */
export function filterSchema(indexes: readonly OpenIndex[]): z.ZodType | undefined {
  const fields = new Map<string, Set<FieldType>>();
  for (const index of indexes)
    for (const [field, type] of Object.entries(index.read.spec.fields)) {
      if (!isShown(index, field)) continue;
      fields.set(field, (fields.get(field) ?? new Set()).add(type));
    }
  return schemaOf(fields, (type) =>
    indexes.every(({ read }) => takesBeginning(read.store.capabilities.startsWith, type)),
  );
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
