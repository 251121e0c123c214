// The kit of adapters: what an author of a store or a source needs and a user of the library does not.
// Names here may change in a minor version.
export { applyUpdate } from '../record/apply-update.ts';
export { type BatchLimits, type BatchSize, batches } from '../async/batch.ts';
export { checkInclude, includedVectors } from '../search/check-include.ts';
export { checkRecord, checkUpdate, lastOfEachId } from '../record/check-record.ts';
export { checkRecords } from '../record/check-records.ts';
export { metadataJson } from '../record/checked-metadata.ts';
export { invalid, messageOf, unsupported } from '../errors.ts';
export { fieldValue, type FieldValue, fittingValue } from '../record/field-value.ts';
export { checkFields } from '../filter/check-fields.ts';
export {
  noRecordField,
  type RecordField,
  recordFieldOf,
  recordFields,
  withRecordFields,
} from '../filter/record-fields.ts';
export { parseDatetime } from '../filter/datetime.ts';
export type { FilterNode } from '../filter/node.ts';
export {
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
export { findHits, upToPage } from '../search/find-hits.ts';
export { coarseAndFull } from '../search/coarse-and-full.ts';
export { checkNames, type OptionNames } from '../options/check-names.ts';
export { type Candidate, finishSearch } from '../search/finish-search.ts';
export { compareHits } from '../search/hit.ts';
export { createIdSet, type IdSet } from '../record/id-set.ts';
export { checkId, checkIds, keyToUuid, maxIdBytes, recordKey } from '../record/ids.ts';
export { internet, type Network } from '../http/guarded-lookup.ts';
export {
  createGuardedHttp,
  type GuardedAnswer,
  type GuardedHttp,
  type HttpRefusal,
} from '../http/guarded-http.ts';
export type { ProxySettings } from '../http/proxy.ts';
export { readText } from '../http/read-text.ts';
export { canonicalJson, checkJson, describeValue, isPlainObject } from '../json.ts';
export { loadSharp } from '../image/load-sharp.ts';
export { loadPeer, missingPeer, type PeerNeeds } from '../load-peer.ts';
export {
  checkCollectionName,
  checkTenantName,
  checkUserName,
  reservedNames,
} from '../spec/names.ts';
export { parseInput } from '../parse-input.ts';
export { parseJson } from '../parse-json.ts';
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
export { resolveSpec } from '../spec/resolve-spec.ts';
export { retry, type RetryOptions } from '../async/retry.ts';
export { aborted, throwIfAborted } from '../async/signal.ts';
export type { ResolvedSpec, ResolvedVector } from '../spec/spec.ts';
export { toCandidate } from '../search/to-candidate.ts';
export { checkUnitVector, checkVector, clampScore, dot } from '../vector.ts';
export { forEachInWindow, mapWindow } from '../async/window.ts';
export { type WriteLock, writeLock } from '../async/write-lock.ts';
export { once } from '../async/once.ts';
export { untilAborted } from '../async/until-aborted.ts';
export { type Recent, recent } from '../async/recent.ts';
export { type OpenedOnce, openOnce } from '../async/open-once.ts';
export { parseRetryAfter, retryAfterMs } from '../async/retry-after.ts';
export { type Line, lines } from '../async/lines.ts';
export { sleep } from '../async/sleep.ts';
export { durationMs, maxDurationMs } from '../async/duration.ts';
export { apiKey } from '../options/api-key.ts';
export { httpUrl } from '../options/http-url.ts';
export { headersSchema } from '../options/headers.ts';
export { type ServerAddress, serverAddress } from '../options/server-address.ts';
export {
  attachedMemory,
  type Attachment,
  type AttachOptions,
  attachSchema,
  checkMeasure,
  checkWritable,
  theirName,
  theirVector,
} from './collection/attach.ts';
export {
  checkAttachedFields,
  type FieldPlace,
  type LiveField,
} from './collection/attached-fields.ts';
export { checkSize, type SizeLimits } from './server/check-size.ts';
export { createStore } from './create-store.ts';
export type { ScopeStart, StoreParts } from './store-parts.ts';
export {
  addedVectors,
  type Backfill,
  executePlan,
  joinSpecs,
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
export { checkTenancy, checkTenantSpec } from './collection/tenancy.ts';
export {
  attachedTextKeys,
  ownTextKeys,
  readTexts,
  type TextKeys,
  textNames,
  writeTexts,
} from './collection/text-keys.ts';
export { type RecordWriter, updateRecords, type UpdateParts } from './update-records.ts';
export {
  cutIntoRequests,
  envelopeBytes,
  type Packing,
  type RefusedRecord,
  RefusedRecords,
  type RequestLimits,
  sendRequests,
  type Sending,
  type WriteRequest,
} from './server/write-requests.ts';
export { requestSignal } from '../async/request-signal.ts';
export { type FilterAlgebra, foldFilter } from '../filter/fold.ts';
export { definedOnly, nativeSettings, type NativeSettings } from './collection/native.ts';
export {
  type LiveParts,
  observeCollection,
  observeMemory,
} from './collection/observe-collection.ts';
export {
  checkPlace,
  clientSchema,
  type ResolvedServerOptions,
  type ServerDefaults,
  serverOptionFields,
  type ServerOptions,
} from './server/server-options.ts';
export { checkStoreOptions } from './check-options.ts';
export { checkList } from '../options/check-list.ts';
