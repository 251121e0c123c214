import type { Filter, JsonObject, Modality, VectorIndex } from '@nestvec/core';
import { filterSchema } from '@nestvec/core/kit';
import { takesBeginning } from '@nestvec/core/store';
import { z } from 'zod';

/** What a model asks the tool. */
export interface SearchInput {
  readonly query: string;
  readonly filter?: Filter | undefined;
}

/** What the tool found, as JSON: for the model, and for the messages of the app. */
export interface FoundPassage {
  readonly id: string;
  readonly text: string;
  readonly score?: number;
  /** Whether the text was found, or an image. */
  readonly modality: Modality;
  readonly metadata: JsonObject;
  /** Ids of the records that have an image, of which a model that can see is shown the first. */
  readonly images?: readonly string[];
}

/** What a model may ask of an index: a text, and a filter over those declared fields that it is shown. */
export function searchInputSchema(
  { spec, store }: Pick<VectorIndex, 'spec' | 'store'>,
  show: readonly string[] | undefined,
): z.ZodType<SearchInput> {
  const shown = Object.entries(spec.fields).filter(([field]) => show?.includes(field) ?? true);
  const fields = new Map(shown.map(([field, type]) => [field, new Set([type])]));
  const filter = filterSchema(fields, (type) =>
    takesBeginning(store.capabilities.startsWith, type),
  );
  return z.strictObject({
    query: z.string().min(1).max(10_000).describe('What to find, in any language'),
    ...(filter === undefined ? {} : { filter: filter.optional() }),
  }) as unknown as z.ZodType<SearchInput>; // of these two
}
