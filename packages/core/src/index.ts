export type { Content, ImageInput, Task } from './embedder/content.ts';
export { createIndex } from './vector-index/create-index.ts';
export type { VectorIndex } from './vector-index/vector-index.ts';
export type { IndexOptions, OpenEmbedder } from './vector-index/index-options.ts';
export { defaultSpec, type SpecChoices } from './spec/default-spec.ts';
export type {
  ContentSize,
  EmbeddedContent,
  Embedder,
  EmbedderLimits,
  Embedding,
  EmbedOptions,
  EmbedResult,
  FailedContent,
  Usage,
} from './embedder/embedder.ts';
export {
  type EmbedderFailure,
  type ErrorCode,
  type ErrorDetails,
  type ImageProblem,
  isNestvecError,
  NestvecError,
} from './errors.ts';
export type { Facets } from './facets/facets.ts';
export type { Filter } from './filter/types.ts';
export type { ImageLimitOptions, ImageLimits } from './image/limits.ts';
export type { Hit } from './search/hit.ts';
export type { EmbedderIdentity } from './spec/identity.ts';
export type { ItemFailure, SourceFailure } from './ingest/failure.ts';
export type {
  IngestEstimate,
  IngestOptions,
  IngestProgress,
  IngestReport,
  ItemSource,
} from './ingest/types.ts';
export type { Item } from './embedder/item.ts';
export type { Json, JsonObject } from './json.ts';
export {
  knownModels,
  type Modality,
  type ModelFacts,
  modelFacts,
  type ModelTerms,
} from './spec/models.ts';
export { chunk, type Chunk, type ChunkOptions } from './passage/chunk.ts';
export { type CountTokens, tokenCounter } from './passage/count-tokens.ts';
export {
  type DocumentEntry,
  type DocumentHeading,
  type DocumentImage,
  isDocument,
  type SourceDocument,
} from './passage/document.ts';
export { joinPassages, type Passage, type PassageImage } from './passage/found-passage.ts';
export { type NeighborPassages, neighborPassages } from './passage/neighbor-passages.ts';
export { type PassageFacts, passageFacts } from './passage/passage.ts';
export { type PassageOptions, passages } from './passage/passages.ts';
export type { RankedText, Reranker, RerankOptions } from './passage/reranker.ts';
export {
  retrieve,
  type RetrievedPassage,
  type RetrieveOptions,
  type RetrieveResult,
} from './passage/retrieve.ts';
export type { Plan } from './plan/types.ts';
export type { VectorRecord } from './record/record.ts';
export type { Boost } from './ranking/boost.ts';
export type { Fusion, ListName, ListPlace } from './ranking/fuse.ts';
export type { GroupBy } from './ranking/group-hits.ts';
export type { Query } from './query/query.ts';
export type { IndexFacetRequest, IndexFacets } from './vector-index/facet-index.ts';
export type { IndexListPage } from './vector-index/list-index.ts';
export type { IndexExplain, IndexHit, IndexSearchResult } from './vector-index/search-index.ts';
export type { IndexSearchOptions } from './vector-index/search-options.ts';
export type { CallOptions } from './async/signal.ts';
export type { CollectionSpec, FieldType, NamedVectorSpec } from './spec/spec.ts';
export type { CollectionDescription, Store } from './store/store.ts';
export { cosine, normalize, truncate } from './vector.ts';
