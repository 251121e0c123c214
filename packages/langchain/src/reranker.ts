import { Document, type DocumentInterface } from '@langchain/core/documents';
import { BaseDocumentCompressor } from '@langchain/core/retrievers/document_compressors';
import type { Reranker } from '@nestvec/core';
import {
  checkList,
  checkMethods,
  checkNames,
  describeValue,
  invalid,
  positiveInteger,
} from '@nestvec/core/kit';

/** What `NestvecReranker` takes. */
export interface NestvecRerankerFields {
  /** Such as `jinaReranker()` of `@nestvec/core/remote`. */
  readonly reranker: Reranker;
  /** Documents that are kept, the best first. Default: all. */
  readonly topN?: number | undefined;
}

const checkFieldNames = checkNames<NestvecRerankerFields>({ reranker: true, topN: true });

/**
 * A reranker as LangChain’s document compressor. Documents come back in the new order as copies with `metadata.relevanceScore`;
 * those without a text can’t be compared, so they come last and have none.
 */
export class NestvecReranker extends BaseDocumentCompressor {
  readonly reranker: Reranker;
  readonly topN: number | undefined;

  /** Throws `invalid-input` for what is not a reranker, and for a `topN` that is not a positive integer. */
  constructor(fields: NestvecRerankerFields) {
    checkFieldNames(fields, 'fields');
    checkMethods(fields?.reranker, ['rerank'], 'fields.reranker', 'a reranker');
    const { reranker, topN } = fields;
    if (topN !== undefined) positiveInteger(topN, 'fields.topN');
    super();
    this.reranker = reranker;
    this.topN = topN;
  }

  /** The documents in the order of how well they answer the query, at most `topN`. */
  async compressDocuments(documents: DocumentInterface[], query: string): Promise<Document[]> {
    checkDocuments(documents);
    if (typeof query !== 'string')
      throw invalid('query', `must be a text, got ${describeValue(query)}`);
    const limit = this.topN ?? documents.length;
    const readable = documents.filter(({ pageContent }) => pageContent !== '');
    const texts = readable.map(({ pageContent }) => pageContent);
    const ranked =
      texts.length === 0
        ? []
        : await this.reranker.rerank(query, texts, { limit: Math.min(limit, texts.length) });
    const ordered = ranked.flatMap(({ index, score }) => {
      const found = readable[index];
      return found === undefined ? [] : [copyOf(found, { relevanceScore: score })];
    });
    const rest = documents.filter(({ pageContent }) => pageContent === '');
    return [...ordered, ...rest.map((document) => copyOf(document, {}))].slice(0, limit);
  }
}

function checkDocuments(documents: unknown): void {
  checkList(documents, 'documents');
  for (const [i, document] of documents.entries())
    if (typeof document !== 'object' || document === null || !('pageContent' in document))
      throw invalid(`documents[${i}]`, `must be a Document, got ${describeValue(document)}`);
}

function copyOf(document: DocumentInterface, added: Readonly<Record<string, unknown>>): Document {
  const { pageContent, metadata, id } = document;
  return new Document({
    pageContent,
    metadata: { ...metadata, ...added },
    ...(id === undefined ? {} : { id }),
  });
}
