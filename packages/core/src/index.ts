export { applyUpdate } from './apply-update.ts';
export { type BatchLimits, type BatchSize, batches } from './batch.ts';
export { checkInclude } from './check-include.ts';
export { checkRecord, checkUpdate, lastOfEachId } from './check-record.ts';
export type { Agreement, CosineSummary } from './compare/agreement.ts';
export {
  compareEmbedders,
  type ComparisonFailure,
  type EmbedderComparison,
  type ModalityComparison,
} from './compare/compare-embedders.ts';
export type { CompareOptions, NearThresholds } from './compare/options.ts';
export type { MeasuredVerdict } from './compare/verdict.ts';
export type { Content, ImageInput, Task } from './content.ts';
export { createIndex, type IndexOptions, type VectorIndex } from './create-index.ts';
export { defaultSpec, type SpecChoices } from './default-spec.ts';
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
} from './embedder.ts';
export {
  type DownloadProblem,
  type EmbedderFailure,
  type ErrorCode,
  type ErrorDetails,
  type ImageProblem,
  type JournalProblem,
  invalid,
  isNestvecError,
  messageOf,
  NestvecError,
  type RemoteFailure,
  type StoreFailure,
  unsupported,
} from './errors.ts';
export { fieldValue, type FieldValue, fittingValue } from './field-value.ts';
export { checkFields } from './filter/check-fields.ts';
export { parseDatetime } from './filter/datetime.ts';
export { matches } from './filter/matches.ts';
export type { FilterLeaf, FilterNode, RangeBounds } from './filter/node.ts';
export { parseFilter } from './filter/parse.ts';
export type { FieldCondition, FieldOperators, Filter, FilterValue } from './filter/types.ts';
export { findHits } from './find-hits.ts';
export { type Candidate, finishSearch } from './finish-search.ts';
export { fuseByRank } from './fuse.ts';
export { compareHits, type Hit } from './hit.ts';
export {
  compareIdentity,
  describeIdentity,
  type EmbedderIdentity,
  type IdentityComparison,
  type IdentityDifference,
} from './identity.ts';
export { checkId, keyToUuid, maxIdBytes, recordKey } from './ids.ts';
export { guardedLookup, internet, type Network } from './image/guarded-lookup.ts';
export type {
  ItemVersion,
  Journal,
  JournalRun,
  KeptEmbedding,
  KeptItem,
  KnownItem,
  ResumePoint,
  RunFacts,
  SourceChoice,
} from './ingest/journal.ts';
export type {
  IngestEstimate,
  IngestOptions,
  IngestProgress,
  IngestReport,
  ItemFailure,
  ItemSource,
  SourceFailure,
  TokenPrice,
} from './ingest/types.ts';
export type { Item } from './item.ts';
export {
  canonicalJson,
  checkJson,
  describeValue,
  isPlainObject,
  type Json,
  type JsonObject,
} from './json.ts';
export { loadPeer } from './load-peer.ts';
export { type Modality, type ModelFacts, modelFacts } from './models.ts';
export { checkCollectionName, checkTenantName, checkUserName, reservedNames } from './names.ts';
export { parseInput } from './parse-input.ts';
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
export { joinPassages, type Passage, type PassagePicture } from './passage/found-passage.ts';
export { type Neighbours, neighbours } from './passage/neighbours.ts';
export { type PassageFacts, passageFacts } from './passage/passage.ts';
export { type PassageOptions, passages } from './passage/passages.ts';
export type { RankedText, Reranker, RerankOptions } from './passage/reranker.ts';
export {
  retrieve,
  type RetrievedPassage,
  type RetrieveOptions,
  type RetrieveResult,
} from './passage/retrieve.ts';
export { type Alterations, diffCollection } from './plan/diff.ts';
export { checkPlan, makePlan } from './plan/make.ts';
export { type CollectionMemory, decodeMemory, encodeMemory } from './plan/memory.ts';
export type {
  Applied,
  ApplyOptions,
  ApplyProgress,
  Observed,
  ObservedVector,
  Plan,
  PlanChange,
  PlanStep,
} from './plan/types.ts';
export type { RecordFields, RecordUpdate, VectorRecord } from './record.ts';
export {
  type ResolvedSearch,
  coarseAndFull,
  resolveSearch,
  type SearchContext,
} from './resolve-search.ts';
export { type Removal, resolveRemoval } from './resolve-removal.ts';
export { resolveSpec } from './resolve-spec.ts';
export { retry, type RetryOptions } from './retry.ts';
export type { Explain, Include, SearchRequest, SearchResult } from './search.ts';
export type { IndexHit, IndexSearchOptions, IndexSearchResult, Query } from './search-index.ts';
export { aborted, type CallOptions, throwIfAborted } from './signal.ts';
export type {
  CollectionSpec,
  FieldType,
  NamedVectorSpec,
  Quantization,
  ResolvedSpec,
  ResolvedVector,
} from './spec.ts';
export type {
  CollectionDescription,
  CountOptions,
  GetOptions,
  RemoveTarget,
  ScanOptions,
  ScanPage,
  Store,
  StoreCapabilities,
  StoreLimits,
} from './store.ts';
export { toCandidate } from './to-candidate.ts';
export {
  checkUnitVector,
  checkVector,
  clampScore,
  cosine,
  dot,
  normalize,
  truncate,
} from './vector.ts';
export { mapWindow } from './window.ts';
export { createWriteLock, type WriteLock } from './write-lock.ts';
