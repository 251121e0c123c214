import type { Document, DocumentInterface } from '@langchain/core/documents';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { maximalMarginalRelevance } from '@langchain/core/utils/math';
import { type MaxMarginalRelevanceSearchOptions, VectorStore } from '@langchain/core/vectorstores';
import type { Filter, ImageInput, Modality, Query, VectorIndex } from '@nestvec/core';
import {
  checkIsIndex,
  checkIsOptions,
  checkList,
  checkNames,
  describeValue,
  ingestAll,
  invalid,
  positiveInteger,
} from '@nestvec/core/kit';
import { ifCreated } from '@nestvec/core/store';
import { addRecords } from './add.ts';
import { NestvecEmbeddings } from './embeddings.ts';
import { toDocument } from './found-document.ts';
import { checkEmbeddings, type FromConfig, splitConfig } from './from-config.ts';
import { type ImageDocument, toImageItems } from './image-documents.ts';
import { type AddOptions, checkAddOptions, withoutIds } from './options.ts';
import { checkOver, comparedWith } from './over.ts';
import { type DeleteParams, removeFrom } from './remove.ts';
import { searchByVector } from './search-by-vector.ts';
import { toStored } from './stored-document.ts';

export type { DeleteParams } from './remove.ts';

/** Options of `NestvecVectorStore`. */
export interface NestvecVectorStoreOptions {
  /**
   * Whether queries are compared with the records’ texts or their images. One of the two, so that hits are ordered by score;
   * `NestvecRetriever` asks both. Default: texts where the collection has vectors of texts, and images for a query that is an image.
   */
  readonly over?: Modality | undefined;
}

/** Options of `similaritySearchByImage`. */
export interface ImageSearchOptions extends NestvecVectorStoreOptions {
  readonly signal?: AbortSignal | undefined;
}

const checkOptionNames = checkNames<NestvecVectorStoreOptions>({ over: true });
const checkImageOptionNames = checkNames<ImageSearchOptions>({ over: true, signal: true });
const checkMmrNames = checkNames<MaxMarginalRelevanceSearchOptions<Filter>>({
  k: true,
  fetchK: true,
  lambda: true,
  filter: true,
});

/** LangChain’s own default. */
const usualK = 4;
const usualFetchK = 20;
/** What `VectorIndex.search` looks at unless it is asked for more. */
const usualDepth = 100;

interface SearchParts {
  readonly over: Modality;
  readonly k: number;
  readonly filter: Filter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * An index as LangChain’s vector store. Scores are cosines, higher is better. Filters are those of nestvec, on declared fields; an
 * undeclared one is `invalid-input`. Metadata comes back as it was; of records with an image or a `uri` that stands under
 * `metadata._nestvec`.
 *
 * ```ts
 * const store = new NestvecVectorStore(await createIndex({ embedder, store: lancedb({ uri: './data', collection: 'docs' }) }));
 * await store.addDocuments(documents);
 * const found = await store.similaritySearchWithScore('How do I change the battery?', 4, { lang: 'en' });
 * ```
 */
export class NestvecVectorStore extends VectorStore {
  static override lc_name(): string {
    return 'NestvecVectorStore';
  }

  declare FilterType: Filter;
  declare embeddings: NestvecEmbeddings;
  readonly index: VectorIndex;
  readonly over: Modality | undefined;

  /** Throws `invalid-input` for what is not an index, and for `over` that it has no vectors of. */
  constructor(index: VectorIndex, options: NestvecVectorStoreOptions = {}) {
    checkIsIndex(index, ['search', 'ingest', 'create'], 'index');
    checkOptionNames(options, 'options');
    checkOver(index, options.over);
    super(new NestvecEmbeddings({ embedder: index.embedder }), {});
    this.index = index;
    this.over = options.over;
  }

  override _vectorstoreType(): string {
    return 'nestvec';
  }

  /**
   * Embeds and writes documents and gives their ids, in order. Documents of one id, or of equal text and metadata, are one record.
   * Rejects with `invalid-input` before anything is written, or with `store`, whose `unconfirmedIds` are those not written.
   */
  override async addDocuments(
    documents: DocumentInterface[],
    options?: AddOptions,
  ): Promise<string[]> {
    const stored = toStored(documents, options?.ids);
    checkAddOptions(options, documents.length);
    return await ingestAll(this.index, stored, withoutIds(options));
  }

  /** Embeds and writes images, with a text beside each where it has one, and gives their ids, in order. Errors as in `addDocuments`. */
  async addImages(
    images: readonly (ImageInput | ImageDocument)[],
    options?: AddOptions,
  ): Promise<string[]> {
    const items = toImageItems(images, options?.ids);
    checkAddOptions(options, images.length);
    return await ingestAll(this.index, items, withoutIds(options));
  }

  /**
   * Writes documents under vectors that `embeddings` of this store made, of full size. They are normalised; shorter named vectors are
   * cut from them.
   */
  override async addVectors(
    vectors: number[][],
    documents: DocumentInterface[],
    options?: Pick<AddOptions, 'ids' | 'signal'>,
  ): Promise<string[]> {
    const stored = toStored(documents, options?.ids);
    checkAddOptions(options, documents.length);
    return await addRecords(
      this.index,
      comparedWith(this, 'text'),
      vectors,
      stored,
      options?.signal,
    );
  }

  /** Removes by `{ ids }`, by `{ filter }`, or everything by `{ deleteAll: true }`. What is not there is no error. */
  override async delete(params?: DeleteParams): Promise<void> {
    await removeFrom(this.index, params);
  }

  /** Documents in the order of `ids`, without those that are not stored. */
  async getByIds(ids: readonly string[]): Promise<Document[]> {
    const { store } = this.index;
    const none = { include: { vectors: [] } };
    const records = await ifCreated(async () => await store.get(ids, none), []);
    return records.flatMap((record) => (record === undefined ? [] : [toDocument(record)]));
  }

  override async similaritySearch(
    query: string,
    k: number = usualK,
    filter?: Filter,
  ): Promise<Document[]> {
    return documentsOf(await this.similaritySearchWithScore(query, k, filter));
  }

  /** The best `k` documents with their cosines, from the highest down. */
  override async similaritySearchWithScore(
    query: string,
    k: number = usualK,
    filter?: Filter,
  ): Promise<[Document, number][]> {
    return await this.#search(checkedQuery(query), { over: comparedWith(this, 'text'), k, filter });
  }

  /** The same by a vector of full size, as `embeddings.embedQuery` or `embedImageQuery` gives it. */
  override async similaritySearchVectorWithScore(
    query: number[],
    k: number,
    filter?: Filter,
  ): Promise<[Document, number][]> {
    checkCount(k, 'k', this.index);
    const modality = comparedWith(this, 'text');
    const hits = await searchByVector(this.index, modality, { vector: query, k, filter });
    return hits.map((hit) => [toDocument({ ...hit, modality }), hit.score]);
  }

  /** The best `k` documents for an image, with their cosines. Over images unless `over` says otherwise. */
  async similaritySearchByImage(
    image: ImageInput,
    k: number = usualK,
    filter?: Filter,
    options: ImageSearchOptions = {},
  ): Promise<[Document, number][]> {
    checkImageOptionNames(options, 'options');
    checkOver(this.index, options.over);
    const over = options.over ?? comparedWith(this, 'image');
    return await this.#search({ image }, { over, k, filter, signal: options.signal });
  }

  /**
   * `k` documents of the best `fetchK` (20), chosen to resemble each other little, by LangChain’s own rule: `lambda` 1 is relevance alone,
   * 0 diversity alone, 0.5 the default.
   */
  override async maxMarginalRelevanceSearch(
    query: string,
    options: MaxMarginalRelevanceSearchOptions<Filter>,
  ): Promise<Document[]> {
    checkIsOptions(options, 'options');
    checkMmrNames(options, 'options');
    const { k, lambda = 0.5, fetchK = usualFetchK, filter } = options;
    checkCount(k, 'options.k', this.index);
    checkCount(fetchK, 'options.fetchK', this.index);
    if (typeof lambda !== 'number' || !(lambda >= 0 && lambda <= 1))
      throw invalid('options.lambda', `must be from 0 to 1, got ${describeValue(lambda)}`);
    const modality = comparedWith(this, 'text');
    const vector = await this.embeddings.embedQuery(checkedQuery(query));
    const asked = { vector, k: Math.max(fetchK, k), filter };
    const hits = await searchByVector(this.index, modality, asked, true);
    const vectors = hits.map((hit) => [...(hit.vector ?? [])]);
    // Where the collection keeps no vector of full size, cosines are those of its largest.
    const own = vector.slice(0, vectors[0]?.length);
    const chosen = maximalMarginalRelevance(own, vectors, lambda, k);
    return chosen.flatMap((at) => {
      const hit = hits[at];
      return hit === undefined ? [] : [toDocument({ ...hit, modality })];
    });
  }

  async #search(query: Query, { k, ...rest }: SearchParts): Promise<[Document, number][]> {
    checkCount(k, 'k', this.index);
    const depth = k > usualDepth ? k : undefined;
    const { hits } = await this.index.search(query, { ...rest, limit: k, depth });
    // Only a hit by words has no score, and no words are asked for.
    return hits.map((hit) => [toDocument(hit), hit.score ?? 0]);
  }

  /** A store of documents. `embeddings` must be those of the index, which embeds by itself. */
  static override async fromDocuments(
    documents: DocumentInterface[],
    embeddings: EmbeddingsInterface | undefined,
    config: FromConfig,
  ): Promise<NestvecVectorStore> {
    const { index, own, options } = splitConfig(config);
    const store = new NestvecVectorStore(index, own);
    checkEmbeddings(embeddings, index);
    await store.addDocuments(documents, options);
    return store;
  }

  /** A store of texts; one metadata for all of them, or one for each. */
  static override async fromTexts(
    texts: string[],
    metadatas: object[] | object,
    embeddings: EmbeddingsInterface | undefined,
    config: FromConfig,
  ): Promise<NestvecVectorStore> {
    checkList(texts, 'texts');
    const documents = texts.map((pageContent, i) => {
      const metadata = Array.isArray(metadatas) ? (metadatas[i] as object) : metadatas; // of that type
      return { pageContent, metadata: metadata ?? {} };
    });
    return await NestvecVectorStore.fromDocuments(documents, embeddings, config);
  }
}

function documentsOf(found: readonly (readonly [Document, number])[]): Document[] {
  return found.map(([document]) => document);
}

/** Throws `invalid-input` for what is not a number of documents that the database can give. */
function checkCount(count: unknown, path: string, { store }: Pick<VectorIndex, 'store'>): void {
  const { candidates } = store.limits;
  if (positiveInteger(count, path) > candidates)
    throw invalid(
      path,
      `is ${Number(count)}, and ${store.database} gives at most ${candidates} documents`,
    );
}

function checkedQuery(query: unknown): string {
  if (typeof query === 'string') return query;
  throw invalid(
    'query',
    `must be a text, got ${describeValue(query)}; similaritySearchByImage takes images`,
  );
}
