import type { Embedder, Reranker, VectorIndex } from '@nestvec/core';
import {
  checkIsEmbedder,
  checkIsIndex,
  checkIsOptions,
  checkMethods,
  checkNames,
  checkShownImages,
  describeValue,
  invalid,
  isPlainObject,
} from '@nestvec/core/kit';

/** What is retrieved from: an index, a tenant’s, or a view of one. Where it can be written to, it has an indexer as well. */
export type ServedIndex = Pick<VectorIndex, 'search' | 'store' | 'spec'> &
  Partial<Pick<VectorIndex, 'ingest'>>;

/** Which images of records documents carry. */
export interface ShownImages {
  /** Folders whose files may be opened. Records elsewhere are named without their image; those at a URL carry the URL. */
  readonly roots: readonly string[];
  /** How many of an answer, the best first. Default 4. */
  readonly limit?: number | undefined;
}

/** What `nestvec` takes. At least one of `embedder` and `indexes`. */
export interface NestvecOptions {
  /** Becomes the embedders `nestvec/document` and `nestvec/query`. */
  readonly embedder?: Embedder | undefined;
  /** Each becomes the retriever and the indexer `nestvec/<name>`. */
  readonly indexes?: Readonly<Record<string, ServedIndex>> | undefined;
  /** Default: documents carry no files, only their URLs. */
  readonly images?: ShownImages | undefined;
  /** Orders what retrievers find anew, such as `jinaReranker()` of `@nestvec/core/remote`. */
  readonly reranker?: Reranker | undefined;
}

const checkOptionNames = checkNames<NestvecOptions>({
  embedder: true,
  indexes: true,
  images: true,
  reranker: true,
});

/** Throws `invalid-input` that names the option. */
export function checkOptions(options: NestvecOptions): void {
  checkIsOptions(options, 'options');
  checkOptionNames(options, 'options');
  const { embedder, indexes, images, reranker } = options;
  if (embedder === undefined && indexes === undefined)
    throw invalid('options', 'must hold an embedder, or indexes by their names');
  if (embedder !== undefined) checkIsEmbedder(embedder, 'options.embedder');
  if (indexes !== undefined) checkIndexes(indexes);
  if (images !== undefined) checkShownImages(images, 'options.images');
  if (reranker !== undefined) checkMethods(reranker, ['rerank'], 'options.reranker', 'a reranker');
}

function checkIndexes(indexes: NonNullable<NestvecOptions['indexes']>): void {
  const given: unknown = indexes;
  if (!isPlainObject(given))
    throw invalid('options.indexes', `must be indexes by their names, got ${describeValue(given)}`);
  for (const [name, index] of Object.entries(given)) {
    // Genkit takes what stands before the first slash for the plugin.
    if (!/^[\w.-]+$/.test(name))
      throw invalid(
        `options.indexes[${JSON.stringify(name)}]`,
        'is not a name for Genkit; use letters, digits, dots, dashes and underscores',
      );
    checkIsIndex(index, ['search'], `options.indexes.${name}`);
  }
}
