export { NestvecEmbeddings, type NestvecEmbeddingsFields } from './embeddings.ts';
export type { FoundFacts } from './found-document.ts';
export type { ImageDocument } from './image-documents.ts';
export type { AddOptions } from './options.ts';
export { NestvecReranker, type NestvecRerankerFields } from './reranker.ts';
export { NestvecRetriever, type NestvecRetrieverFields } from './retriever.ts';
export {
  type DeleteParams,
  type ImageSearchOptions,
  NestvecVectorStore,
  type NestvecVectorStoreOptions,
} from './vector-store.ts';
