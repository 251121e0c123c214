import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { checkMethods } from '../options/check-methods.ts';
import { checkIsOptions, checkNames } from '../options/check-names.ts';
import { positiveInteger } from '../options/positive-integer.ts';
import type { RetrieveOptions } from '../passage/retrieve.ts';
import type { VectorIndex } from '../vector-index/vector-index.ts';
import { checkShownImages, checkTexts, type ShownImages } from './shown-images.ts';

/** What the search tool of every framework takes. */
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
  readonly images?: ShownImages | undefined;
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

/** Checks what a search tool is made of, but for the options of `retrieve` that `retrieve` checks. Throws `invalid-input`. */
export function checkSearchToolOptions(options: SearchToolOptions): void {
  checkIsOptions(options, 'options');
  checkOptionNames(options, 'options');
  const { index, description, show, images, limit } = options;
  checkMethods(index, ['search'], 'options.index', 'an index, as createIndex gives it');
  checkMethods(index.store, ['get'], 'options.index.store', 'a store');
  if (description !== undefined && typeof description !== 'string')
    throw invalid('options.description', `must be a text, got ${describeValue(description)}`);
  if (show !== undefined) checkTexts(show, 'options.show', 'a name');
  if (limit !== undefined) positiveInteger(limit, 'options.limit');
  if (images !== undefined) checkShownImages(images, 'options.images');
}
