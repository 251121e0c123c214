import { z } from 'zod';
import { filterSchema, mayBeLeftOut, type NullMeaning } from '../filter/filter-schema.ts';
import type { Filter } from '../filter/types.ts';
import { takesBeginning } from '../filter/value.ts';
import type { VectorIndex } from '../vector-index/vector-index.ts';
import type { SearchToolOptions } from './search-tool-options.ts';

/** What a model asks the tool. */
export interface SearchInput {
  readonly query: string;
  readonly filter?: Filter | undefined;
}

/**
 * What a model may ask of an index: a text, and a filter over those declared fields that it is shown.
 */
export function searchInputSchema(
  { spec, store }: Pick<VectorIndex, 'spec' | 'store'>,
  show: SearchToolOptions['show'],
  nulls: NullMeaning,
): z.ZodType<SearchInput> {
  const shown = Object.entries(spec.fields).filter(([field]) => show?.includes(field) ?? true);
  const fields = new Map(shown.map(([field, type]) => [field, new Set([type])]));
  const startsWith = store.capabilities.startsWith;
  const filter = filterSchema(fields, (type) => takesBeginning(startsWith, type), nulls);
  return z.strictObject({
    query: z.string().min(1).max(10_000).describe('What to find, in any language'),
    ...(filter === undefined ? {} : { filter: mayBeLeftOut(filter, nulls) }),
  }) as unknown as z.ZodType<SearchInput>; // of these two
}
