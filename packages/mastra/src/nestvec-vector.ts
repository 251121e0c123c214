import {
  type DeleteIndexParams,
  type DeleteVectorParams,
  type DeleteVectorsParams,
  type DescribeIndexParams,
  MastraVector,
  type QueryResult,
} from '@mastra/core/vector';
import { applySpec } from '@nestvec/core/store';
import { change, removeSome } from './change.ts';
import { checkCreate, specOf } from './create.ts';
import type { NestvecFilter } from './filter.ts';
import { find } from './find.ts';
import { openIndexes, type OpenIndexes } from './open-indexes.ts';
import {
  checkModality,
  checkNamed,
  checkParams,
  type CreateParams,
  type DescribedIndex,
  type QueryParams,
  type UpdateParams,
  type UpsertParams,
} from './params.ts';
import { checkVectorOptions, type NestvecVectorOptions } from './vector-options.ts';
import { write } from './write.ts';

/**
 * Collections of any database as Mastra’s vector store, with named vectors and declared fields. Scores are cosines, higher is better; other
 * metrics are refused. Filters are Mastra’s, on declared fields; an undeclared one is `invalid-input`, and an operator without one meaning
 * in every database `unsupported`. `metadata.text` is the text of a record, so that words and every other door find it.
 *
 * ```ts
 * const place = { url: 'http://127.0.0.1:6333' };
 * const vector = new NestvecVector({
 *   id: 'docs',
 *   open: (collection) => qdrant({ ...place, collection }),
 *   list: () => listCollections(place),
 *   embedder,
 *   fields: { lang: 'string' },
 * });
 * ```
 */
export class NestvecVector extends MastraVector<NestvecFilter> {
  readonly #options: NestvecVectorOptions;
  readonly #indexes: OpenIndexes;

  /** Throws `invalid-input`. */
  constructor(options: NestvecVectorOptions) {
    checkVectorOptions(options);
    const { id, disableInit = false } = options;
    super({ id, disableInit });
    this.#options = options;
    this.#indexes = openIndexes(options);
  }

  /**
   * Makes an index, or what an existing one lacks of what is asked; one that is there already stays as it is. Shorter named vectors are
   * computed from the full one. Rejects where it has another dimension or was filled by another model, and with `plan` for what would
   * lose records.
   */
  override async createIndex(params: CreateParams): Promise<void> {
    checkNamed(params, checkParams.createIndex);
    checkCreate(params, this.#options);
    const { indexName, dimension, metric = 'cosine' } = params;
    const store = this.#indexes.storeOf(indexName);
    const description = await store.describe({ count: false });
    if (description?.spec !== undefined)
      await this.validateExistingIndex(indexName, dimension, metric);
    await applySpec(store, specOf(store, description, params, this.#options), {});
    this.#indexes.forget(indexName);
  }

  override async listIndexes(): Promise<string[]> {
    return [...(await this.#options.list())];
  }

  /** Rejects with `not-found`, as every other call on an index that does not exist but its removal. */
  override async describeIndex(params: DescribeIndexParams): Promise<DescribedIndex> {
    checkNamed(params, checkParams.index);
    const { store, spec } = await this.#indexes.open(params.indexName);
    const { fields, vectors, embedder } = spec;
    const count = await store.count();
    return { dimension: embedder.dimensions, count, metric: 'cosine', fields, vectors };
  }

  /** Removes an index with all that is in it; one that is not there is no error. */
  override async deleteIndex(params: DeleteIndexParams): Promise<void> {
    checkNamed(params, checkParams.index);
    await this.#indexes.storeOf(params.indexName).drop();
    this.#indexes.forget(params.indexName);
  }

  /**
   * Writes vectors of full size, which are normalised and cut to every named vector of their modality. Records of the same ids are replaced;
   * where `modality` is given, their vectors of the other one stay, and their metadata where none is given. What `deleteFilter` takes and
   * is not in this call goes after the new records are there. Gives the ids, made up where there are none.
   */
  override async upsert(params: UpsertParams): Promise<string[]> {
    const given = withoutNull(params, 'deleteFilter');
    checkNamed(given, checkParams.upsert);
    checkModality(given.modality);
    return await write(await this.#indexes.open(given.indexName), given);
  }

  /** The best `topK` (10), from the highest cosine down, coarse-to-full where the index has both; without a vector, records of the filter. */
  override async query(params: QueryParams): Promise<QueryResult[]> {
    const given = withoutNull(params, 'filter');
    checkNamed(given, checkParams.query);
    checkModality(given.modality);
    return await find(await this.#indexes.open(given.indexName, 'recent'), given);
  }

  /** Changes a vector, or keys of the metadata, of one record or of all that a filter takes. Rejects with `store` for an unknown id. */
  override async updateVector(params: UpdateParams): Promise<void> {
    const given = withoutNull(params, 'filter');
    checkNamed(given, checkParams.updateVector);
    checkModality(given.modality);
    await change(await this.#indexes.open(given.indexName), given);
  }

  /** Removes one record; one that is not there is no error. */
  override async deleteVector(params: DeleteVectorParams): Promise<void> {
    checkNamed(params, checkParams.deleteVector);
    const { indexName, id } = params;
    await removeSome(await this.#indexes.open(indexName), { indexName, ids: [id] });
  }

  /** Removes records by their ids or by a filter, exactly one of the two, and never by an empty one. */
  override async deleteVectors(params: DeleteVectorsParams<NestvecFilter>): Promise<void> {
    const given = withoutNull(params, 'filter');
    checkNamed(given, checkParams.deleteVectors);
    await removeSome(await this.#indexes.open(given.indexName), given);
  }

  /** Closes the stores that were opened. */
  async close(): Promise<void> {
    await this.#indexes.close();
  }
}

/** Mastra’s types let a filter be `null`, which asks for nothing. */
function withoutNull<Params extends object>(params: Params, name: string): Params {
  const given: unknown = params;
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, name)) return params;
  const { [name]: filter, ...rest } = given as Readonly<Record<string, unknown>>; // it has that name
  return filter === null ? (rest as Params) : params; // without what may be left out
}
