import type { z } from 'zod';
import { imageFiles } from '../image/image-files.ts';
import { retrieve } from '../passage/retrieve.ts';
import type { NullMeaning } from '../filter/filter-schema.ts';
import { askedFilter } from './asked-filter.ts';
import { type FoundPassage, toFound } from './found.ts';
import { type SearchInput, searchInputSchema } from './search-input.ts';
import { checkSearchToolOptions, type SearchToolOptions } from './search-tool-options.ts';
import { type ShownPart, shownParts } from './shown-parts.ts';

/** A search of an index as models are given it, before a framework has its own form of it. */
export interface SearchTool {
  readonly description: string;
  readonly schema: z.ZodType<SearchInput>;
  /** What it finds, as JSON. Rejects with what a search refuses, such as a filter. */
  readonly search: (input: SearchInput, signal: AbortSignal | undefined) => Promise<FoundPassage[]>;
  /** What the model reads of that; images stand here alone. */
  readonly show: (found: readonly FoundPassage[]) => Promise<readonly ShownPart[]>;
}

const usualLimit = 5;
const usualImages = 4;

/** Where frameworks differ. */
interface Form {
  /**
   * What a model’s `null` means. `not-asked` where the framework puts `null` in place of what the model left out, or takes it away again:
   * then `$exists` asks for records without a field. Default `missing`.
   */
  readonly nulls?: NullMeaning | undefined;
}

/** What a framework’s search tool is made of. Throws `invalid-input`. */
export function createSearchTool(
  options: SearchToolOptions,
  { nulls = 'missing' }: Form = {},
): SearchTool {
  checkSearchToolOptions(options);
  const { index, description = '', show, images, limit = usualLimit, ...asked } = options;
  const files = images === undefined ? undefined : imageFiles(images.roots);
  const most = images?.limit ?? usualImages;
  return {
    description: `Finds what is nearest in meaning to a text. ${description}`.trim(),
    schema: searchInputSchema(index, show, nulls),
    async search({ query, filter: given }, signal) {
      const filter = nulls === 'missing' ? given : askedFilter(given);
      const { passages } = await retrieve(index, query, { ...asked, limit, filter, signal });
      return passages.map((passage) => toFound(passage, show));
    },
    show: async (found) => await shownParts(found, { store: index.store, files, most }),
  };
}
