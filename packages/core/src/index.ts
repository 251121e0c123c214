export type { Agreement, CosineSummary } from './compare/agreement.ts';
export {
  compareEmbedders,
  type ComparisonFailure,
  type EmbedderComparison,
  type ModalityComparison,
} from './compare/compare-embedders.ts';
export type { CompareOptions, NearThresholds } from './compare/options.ts';
export type { MeasuredVerdict } from './compare/verdict.ts';
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
  type DownloadProblem,
  type EmbedderFailure,
  type ErrorCode,
  type ErrorDetails,
  type ImageProblem,
  type JournalProblem,
  isNestvecError,
  NestvecError,
  type RemoteFailure,
  type StoreFailure,
} from './errors.ts';
export { matches } from './filter/matches.ts';
export type { Filterable, RecordField } from './filter/record-fields.ts';
export { parseFilter } from './filter/parse.ts';
export type { FieldOperators, FilterOperator, FilterValue } from './filter/operators.ts';
export type { FieldCondition, FieldConditions, Filter, FilterGroups } from './filter/types.ts';
export type { Hit } from './search/hit.ts';
export {
  compareIdentity,
  describeIdentity,
  type EmbedderIdentity,
  type IdentityComparison,
  type IdentityDifference,
} from './spec/identity.ts';
export type { Journal } from './ingest/journal.ts';
export type { ItemFailure, SourceFailure } from './ingest/failure.ts';
export type {
  IngestEstimate,
  IngestOptions,
  IngestProgress,
  IngestReport,
  ItemSource,
  TokenPrice,
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
export type { TextRange } from './passage/cut.ts';
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
export type {
  Applied,
  ApplyOptions,
  ApplyProgress,
  Plan,
  PlanChange,
  PlanStep,
} from './plan/types.ts';
export type { RecordFields, RecordUpdate, VectorRecord } from './record/record.ts';
export type { Fusion, ListName, ListPlace } from './search/fuse.ts';
export type { GroupBy } from './search/group-hits.ts';
export type {
  Explain,
  Include,
  Origin,
  SearchRequest,
  SearchResult,
  VectorSearch,
  WordSearch,
} from './search/search.ts';
export type { Query } from './vector-index/query.ts';
export type { IndexExplain, IndexHit, IndexSearchResult } from './vector-index/search-index.ts';
export type { IndexSearchOptions } from './vector-index/search-options.ts';
export type { CallOptions } from './async/signal.ts';
export type { CollectionSpec, FieldType, NamedVectorSpec, Quantization } from './spec/spec.ts';
export type {
  CollectionDescription,
  CountOptions,
  GetOptions,
  OptimizeOptions,
  RemoveTarget,
  ScanOptions,
  ScanPage,
  Store,
  StoreCapabilities,
  StoreLimits,
  UpsertOptions,
} from './store/store.ts';
export { cosine, normalize, truncate } from './vector.ts';
