import { AsyncLocalStorage } from 'node:async_hooks';
import type { Document, DocumentInterface } from '@langchain/core/documents';
import { BaseRetriever, type BaseRetrieverInput } from '@langchain/core/retrievers';
import type { RunnableConfig } from '@langchain/core/runnables';
import { retrieve, type RetrieveOptions, type VectorIndex } from '@nestvec/core';
import { checkIsIndex, checkIsOptions } from '@nestvec/core/kit';
import { toPassageDocument } from './found-document.ts';

/** What `NestvecRetriever` takes: an index, the options of `retrieve`, and LangChain’s own. */
export interface NestvecRetrieverFields
  extends BaseRetrieverInput, Omit<RetrieveOptions, 'signal' | 'include'> {
  readonly index: Pick<VectorIndex, 'search' | 'store' | 'spec'>;
}

/**
 * The passages that answer a question best, as LangChain’s retriever: found by texts, images and words at once, reranked and joined with
 * their neighbours where that is asked for. What was found how stands in `metadata._nestvec`; the order is that of `retrieve`, which is
 * not by score where several lists became one. The signal of `invoke` stops it.
 *
 * ```ts
 * const retriever = new NestvecRetriever({ index, limit: 4, neighbors: 1, reranker });
 * ```
 */
export class NestvecRetriever extends BaseRetriever {
  static override lc_name(): string {
    return 'NestvecRetriever';
  }

  lc_namespace: string[] = ['nestvec', 'retrievers'];
  readonly index: NestvecRetrieverFields['index'];
  readonly #options: RetrieveOptions;
  readonly #signals = new AsyncLocalStorage<AbortSignal | undefined>();

  /** Throws `invalid-input` for what is not an index; the options of `retrieve` are checked by each call. */
  constructor(fields: NestvecRetrieverFields) {
    checkIsOptions(fields, 'fields');
    const { index, callbacks, tags, metadata, verbose, ...options } = fields;
    checkIsIndex(index, ['search'], 'fields.index');
    super({
      ...(callbacks === undefined ? {} : { callbacks }),
      ...(tags === undefined ? {} : { tags }),
      ...(metadata === undefined ? {} : { metadata }),
      ...(verbose === undefined ? {} : { verbose }),
    });
    this.index = index;
    this.#options = options;
  }

  /** The passages for a question, the best first. */
  override async invoke(
    input: string,
    options?: Partial<RunnableConfig>,
  ): Promise<DocumentInterface[]> {
    return await this.#signals.run(options?.signal, async () => await super.invoke(input, options));
  }

  /** What LangChain calls; `invoke` is for others. */
  override async _getRelevantDocuments(query: string): Promise<Document[]> {
    const signal = this.#signals.getStore();
    const { passages } = await retrieve(this.index, query, { ...this.#options, signal });
    return passages.map(toPassageDocument);
  }
}
