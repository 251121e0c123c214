import {
  type RetrievedPassage,
  retrieve,
  type RetrieveOptions,
  joinPassages,
  type VectorIndex,
} from '@nestvec/core';
import {
  checkIsOptions,
  checkList,
  checkMethods,
  checkNames,
  describeValue,
  imageFiles,
  invalid,
  isImageName,
} from '@nestvec/core/kit';
import * as sdk from 'ai';
import type { Tool } from 'ai';
import { z } from 'zod';
import { type FoundPassage, type SearchInput, searchInputSchema } from './search-tool-schema.ts';
import { showFound } from './show-found.ts';

/** What `searchTool` takes. */
export interface SearchToolOptions extends Pick<
  RetrieveOptions,
  'limit' | 'neighbors' | 'over' | 'words' | 'reranker' | 'minScore'
> {
  /** What is searched: an index, a tenant’s, or a view of one, which limits the records. */
  readonly index: Pick<VectorIndex, 'search' | 'store' | 'spec'>;
  /** What is in it, in a sentence for the model. */
  readonly description?: string | undefined;
  /** Keys of the metadata that the model sees and may filter by. Default: all. */
  readonly show?: readonly string[] | undefined;
  /** Images are handed to the model, which must be one that can see. Default: none are. */
  readonly images?: ToolImages | undefined;
}

/** Which images a model is shown. */
interface ToolImages {
  /** Folders whose files may be opened; records elsewhere, and those that lie at a URL, are named without their image. */
  readonly roots: readonly string[];
  /** How many of an answer, the best first. Default 4. */
  readonly limit?: number | undefined;
}

const checkOptionNames = checkNames<SearchToolOptions>({
  index: true,
  description: true,
  show: true,
  images: true,
  limit: true,
  neighbors: true,
  over: true,
  words: true,
  reranker: true,
  minScore: true,
});
const checkImageNames = checkNames<ToolImages>({ roots: true, limit: true });

/**
 * A tool of the AI SDK by which a model searches an index: by texts, images and, where the collection has them, words at once. Images go to
 * the model small, at most 256 pixels a side, and never into the tool’s output, which apps store and send to browsers. Throws
 * `invalid-input`; what a search refuses, such as a filter, the SDK tells the model.
 *
 * ```ts
 * const tools = { search: searchTool({ index, images: { roots: ['photos'] } }) };
 * const { text } = await generateText({ model, tools, prompt, stopWhen: isStepCount(3) });
 * ```
 */
export function searchTool(options: SearchToolOptions): Tool<SearchInput, FoundPassage[]> {
  checkIsOptions(options, 'options');
  checkOptionNames(options, 'options');
  const { index, description = '', show, images, limit = 5, ...asked } = options;
  checkMethods(index, ['search'], 'options.index', 'an index, as createIndex gives it');
  checkMethods(index.store, ['get'], 'options.index.store', 'a store');
  if (typeof description !== 'string')
    throw invalid('options.description', `must be a text, got ${describeValue(description)}`);
  if (show !== undefined) checkTexts(show, 'options.show', 'a name');
  checkPositive(limit, 'options.limit');
  const files = images === undefined ? undefined : imageFiles(rootsOf(images));
  const most = images?.limit ?? 4;
  const schema = searchInputSchema(index, show);
  return sdk.tool({
    description: `Finds what is nearest in meaning to a text. ${description}`.trim(),
    inputSchema: sdk.jsonSchema<SearchInput>(jsonSchemaOf(schema), {
      validate: (value) => {
        const { success, data, error } = schema.safeParse(value);
        return success ? { success, value: data } : { success, error };
      },
    }),
    async execute({ query, filter }, { abortSignal }): Promise<FoundPassage[]> {
      const { passages } = await retrieve(index, query, {
        ...asked,
        limit,
        filter,
        signal: abortSignal,
      });
      return passages.map((passage) => toFound(passage, show));
    },
    toModelOutput: async ({ output }) =>
      await showFound(output, { store: index.store, files, most, isNewSdk: 'isStepCount' in sdk }),
  });
}

function rootsOf(images: ToolImages): readonly string[] {
  checkIsOptions(images, 'options.images');
  checkImageNames(images, 'options.images');
  const { roots, limit } = images;
  checkTexts(roots, 'options.images.roots', 'a path of a folder');
  checkPositive(limit ?? 1, 'options.images.limit');
  return roots;
}

function checkTexts(values: unknown, path: string, what: string): void {
  checkList(values, path);
  for (const [i, value] of values.entries())
    if (typeof value !== 'string' || value === '')
      throw invalid(`${path}[${i}]`, `must be ${what}, got ${describeValue(value)}`);
}

function checkPositive(value: number, path: string): void {
  if (!(Number.isInteger(value) && value > 0))
    throw invalid(path, `must be a positive integer, got ${describeValue(value)}`);
}

function jsonSchemaOf(schema: z.ZodType): Parameters<typeof sdk.jsonSchema>[0] {
  // Both are JSON Schema 7; the types are of two packages.
  return z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) as never;
}

function toFound(passage: RetrievedPassage, show: readonly string[] | undefined): FoundPassage {
  const { id, uri, score, modality, metadata, before, after } = passage;
  const shown = Object.entries(metadata).filter(([key]) => show?.includes(key) ?? true);
  const isImage = modality === 'image' || isImageName(uri);
  const images = [...(isImage ? [id] : []), ...passage.images.map((one) => one.id)];
  return {
    id,
    text: joinPassages([...before, passage, ...after]),
    ...(score === undefined ? {} : { score }),
    modality,
    metadata: Object.fromEntries(shown),
    ...(images.length === 0 ? {} : { images: [...new Set(images)] }),
  };
}
