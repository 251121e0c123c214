// The kit of adapters: what an author of a store needs and a user of the library does not.
// Names here may change in a minor version.
export { applyUpdate } from '../record/apply-update.ts';
export { checkInclude, includedVectors } from '../search/check-include.ts';
export {
  isFieldIncluded,
  metadataOfTexts,
  pickAll,
  pickMetadata,
  textFieldsAlone,
} from '../search/include-metadata.ts';
export { checkRecord, checkUpdate, lastOfEachId } from '../record/check-record.ts';
export { recordBytes } from '../ingest/to-record.ts';
export { checkRecords } from '../record/check-records.ts';
export { metadataJson } from '../record/checked-metadata.ts';
export { fieldValue, type FieldValue, fittingValue } from '../record/field-value.ts';
export { checkFields } from '../filter/check-fields.ts';
export {
  noRecordField,
  type RecordField,
  recordFieldOf,
  recordFields,
  withRecordFields,
} from '../filter/record-fields.ts';
export type { FilterNode } from '../filter/node.ts';
export { constantOf } from '../filter/constant.ts';
export { isArrayType, takesBeginning } from '../filter/value.ts';
export { realFolder } from './real-folder.ts';
export { fieldTypes } from '../spec/spec.ts';
export {
  boundSigns,
  byLeaf,
  type FilterLeaf,
  filterOperators,
  type LeafOf,
  type LeafOperands,
  type LeafTable,
  type OnField,
  type Operator,
  type OperatorTest,
  type RangeBounds,
} from '../filter/operators.ts';
export { countFacets, type FacetCounter, rangeFacet, valuesFacet } from '../facets/count-facets.ts';
export { countByField } from '../facets/count-by-field.ts';
export type { FacetRequest } from '../facets/facets.ts';
export {
  type ResolvedFacet,
  type ResolvedFacets,
  resolveFacets,
} from '../facets/resolve-facets.ts';
export { findHits, upToPage } from '../search/find-hits.ts';
export { coarseAndFull } from '../search/coarse-and-full.ts';
export { type Candidate, finishSearch } from '../search/finish-search.ts';
export { compareHits } from '../search/hit.ts';
export { createIdSet, type IdSet } from '../record/id-set.ts';
export { checkId, checkIds, keyToUuid, maxIdBytes, recordKey } from '../record/ids.ts';
export {
  checkCollectionName,
  checkTenantName,
  checkUserName,
  reservedNames,
} from '../spec/names.ts';
export { type Alterations, diffCollection } from '../plan/diff.ts';
export { checkIsPlan, checkPlan, makePlan } from '../plan/make.ts';
export { type CollectionMemory, decodeMemory, encodeMemory } from '../plan/memory.ts';
export type { Observed, ObservedVector } from '../plan/types.ts';
export {
  isWordSearch,
  type ResolvedSearch,
  type ResolvedWords,
  resolveSearch,
  resolveWords,
  type SearchContext,
} from '../search/resolve-search.ts';
export { type Removal, removesAll, resolveRemoval } from './resolve-removal.ts';
export { searchEach } from './search-each.ts';
export { resolveSpec } from '../spec/resolve-spec.ts';
export type { ResolvedSpec, ResolvedVector } from '../spec/spec.ts';
export type { ListPage, ListRequest } from '../sort/list.ts';
export { comparePlaces, placeOf, type SortPlace } from '../sort/order.ts';
export { type ResolvedList, resolveList } from '../sort/resolve-list.ts';
export { listPage } from '../sort/list-page.ts';
export type { ResolvedSort } from '../sort/resolve-sort.ts';
export { type Ordered, sortByValue } from '../sort/sort-by-value.ts';
export { sortRecords } from '../sort/sort-records.ts';
export { bm25, inverseFrequency, wordWeight } from '../words/bm25.ts';
export { cutWords, queryWords, wordText } from '../words/cut-words.ts';
export { rarityOf } from '../words/rarity-of.ts';
export { cutterVersion, foreignCutter } from '../words/word-cutter.ts';
export { toCandidate } from '../search/to-candidate.ts';
export { checkUnitVector, checkVector, clampScore, dot } from '../vector.ts';
export {
  attachedMemory,
  type Attachment,
  type AttachOptions,
  attachSchema,
  type TableAttachOptions,
  tableAttachSchema,
  checkMeasure,
  checkWritable,
  theirName,
  theirsOf,
  theirVector,
} from './collection/attach.ts';
export {
  checkAttachedFields,
  type FieldPlace,
  type LiveField,
} from './collection/attached-fields.ts';
export { seenField } from './collection/seen-field.ts';
export { checkSize, type SizeLimits } from './server/check-size.ts';
export { facetRecords } from './facet-records.ts';
export { aliasedCollection, aliasMoved, noAliases } from './alias/alias-errors.ts';
export type { Alias, AliasMove, MoveAliasOptions, StoreAliases } from './alias/aliases.ts';
export type { AliasParts } from './alias/alias-parts.ts';
export { type AliasHost, createAliases } from './alias/create-aliases.ts';
export { followAlias } from './alias/follow-alias.ts';
export { checkSpecName } from './check-spec-name.ts';
export { createStore } from './create-store.ts';
export { ifCreated } from './if-created.ts';
export { applySpec } from './apply-spec.ts';
export { upsertAll } from './upsert-all.ts';
export { checkAcceptNear, checkOrigin } from '../embedder/check-embedder.ts';
export { cutVectors, unitVector } from '../record/cut-vectors.ts';
export type { ScopeStart, StoreParts } from './store-parts.ts';
export {
  addedVectors,
  type Backfill,
  executePlan,
  memoryAfter,
  memoryDuring,
  type PlanExecution,
} from './execute-plan.ts';
export { readWithScope } from './read-with-scope.ts';
export type { RecordRemoval } from './remove-records.ts';
export {
  answerFailure,
  connectionFailure,
  type Failure,
  grpcStatus,
  isHeaderError,
  passingStatuses,
  RequestFailure,
} from './server/request-failure.ts';
export { askingAgain, readAgain } from './server/read-again.ts';
export type { ScanWalk } from './scan-records.ts';
export {
  isAtLeast,
  readVersion,
  requireRelease,
  type ServerVersion,
} from './server/server-version.ts';
export {
  type Attempt,
  type StoreErrorParts,
  storeErrors,
  type StoreErrors,
} from './store-errors.ts';
export {
  type FoundCollection,
  type OpenCollection,
  storeSession,
  type StoreSession,
  type StoreSessionParts,
} from './store-session.ts';
export { dictionary } from './collection/dictionary.ts';
export { checkKeyword } from './collection/keyword.ts';
export { checkTenancy, checkTenantSpec } from './collection/tenancy.ts';
export {
  attachedTextKeys,
  ownTextKeys,
  isIncluded,
  readTexts,
  type TextKeys,
  textNames,
  type Whole,
  writeTexts,
} from './collection/text-keys.ts';
export { addUnconfirmed } from './add-unconfirmed.ts';
export { type RecordWriter, type UpdateParts, updateRecords } from './update-records.ts';
export {
  cutIntoRequests,
  envelopeBytes,
  type Packing,
  type RefusedRecord,
  RefusedRecords,
  type RequestLimits,
  type Sending,
  sendRequests,
  type WriteRequest,
} from './server/write-requests.ts';
export { type FilterAlgebra, foldFilter } from '../filter/fold.ts';
export { definedOnly, nativeSettings, type NativeSettings } from './collection/native.ts';
export {
  type LiveParts,
  observeCollection,
  observedWords,
  observeMemory,
} from './collection/observe-collection.ts';
export {
  checkPlace,
  clientSchema,
  type ResolvedServerOptions,
  type ServerDefaults,
  serverOptionFields,
  type ServerOptions,
  type ServerPlace,
} from './server/server-options.ts';
export { checkStoreOptions } from './check-options.ts';
export type { StoreFailure } from '../errors.ts';
export { matches } from '../filter/matches.ts';
export type { FieldOperators, FilterOperator, FilterValue } from '../filter/operators.ts';
export { parseFilter } from '../filter/parse.ts';
export type { Filterable } from '../filter/record-fields.ts';
export type { FieldCondition, FieldConditions, FilterGroups } from '../filter/types.ts';
export type { Applied, ApplyOptions, ApplyProgress, PlanChange, PlanStep } from '../plan/types.ts';
export type { RecordFields, RecordUpdate } from '../record/record.ts';
export type {
  Explain,
  Include,
  Origin,
  SearchRequest,
  SearchResult,
  VectorSearch,
  WordSearch,
} from '../search/search.ts';
export type { Quantization } from '../spec/spec.ts';
export type {
  CountOptions,
  DescribeOptions,
  GetOptions,
  OptimizeOptions,
  RemoveTarget,
  ScanOptions,
  ScanPage,
  StoreCapabilities,
  StoreLimits,
  UpsertOptions,
} from './store.ts';
