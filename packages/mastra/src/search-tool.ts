import { createTool, type Tool } from '@mastra/core/tools';
import {
  checkIsOptions,
  createSearchTool,
  describeValue,
  type FoundPassage,
  invalid,
  type SearchInput,
  type SearchToolOptions as Options,
  type ShownPart,
} from '@nestvec/core/kit';

export type { FoundPassage, SearchInput } from '@nestvec/core/kit';

/** What `searchTool` takes. */
export interface SearchToolOptions extends Options {
  /** Name under which Mastra lists it. Default `nestvec-search`. */
  readonly id?: string | undefined;
}

/**
 * A tool by which Mastra’s agents and workflows search an index: by texts, images and, where the collection has them, words at once. Images
 * go to the model small, at most 256 pixels a side, and not into what the tool returns. Throws `invalid-input`; arguments of a model that
 * are not of its schema come back to it as a sentence that names the argument, and what a search refuses as the tool’s error.
 *
 * ```ts
 * const tools = { search: searchTool({ index, images: { roots: ['photos'] } }) };
 * const agent = new Agent({ id: 'shop', name: 'Shop', instructions: 'Look things up.', model, tools });
 * ```
 */
export function searchTool(options: SearchToolOptions): Tool<SearchInput, FoundPassage[]> {
  checkIsOptions(options, 'options');
  const { id = 'nestvec-search', ...rest } = options;
  if (typeof id !== 'string' || id === '')
    throw invalid('options.id', `must be a non-empty text, got ${describeValue(id)}`);
  // Mastra gives OpenAI’s models `null` for what they may leave out, and takes away nulls that a schema does not know.
  const { description, schema, search, show } = createSearchTool(rest, { nulls: 'not-asked' });
  const tool = createTool({
    id,
    description,
    inputSchema: schema as never, // its types are of Zod as a whole, of which this is one schema
    execute: async (input: SearchInput, context) => await search(input, context.abortSignal),
    toModelOutput: async (output: unknown) => {
      // Refused arguments come by here as well, as an object.
      if (!isFound(output)) return { type: 'text', value: messageIn(output) };
      return { type: 'content', value: (await show(output)).map(contentPart) };
    },
  });
  return tool as unknown as Tool<SearchInput, FoundPassage[]>; // as it was made
}

/** What `execute` gave is a list, and nothing else is. */
function isFound(output: unknown): output is FoundPassage[] {
  return Array.isArray(output);
}

function messageIn(output: unknown): string {
  const { message } = (output ?? {}) as { readonly message?: unknown }; // of any value
  return typeof message === 'string' ? message : JSON.stringify(output);
}

/** In the form that Mastra turns into that of each model’s specification. */
function contentPart(part: ShownPart): object {
  if ('text' in part) return { type: 'text', text: part.text };
  return { type: 'media', mediaType: 'image/jpeg', data: part.jpeg.toString('base64') };
}
