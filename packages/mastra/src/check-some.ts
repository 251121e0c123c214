import type { Filter } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import { constantOf, parseFilter, type ResolvedSpec } from '@nestvec/core/store';

/** Throws `invalid-input` for a filter that is not one, and for one that holds for every record, which is more often a mistake than a wish. */
export function checkSome(filter: Filter, spec: ResolvedSpec, path: string): void {
  if (constantOf(parseFilter(filter, spec.fields, undefined, path)) === true)
    throw invalid(path, 'is an empty filter, or one that holds for every record; name some');
}
