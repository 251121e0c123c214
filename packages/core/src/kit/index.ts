// What an author of anything around the library needs, be it a store, a source or a program: checks of what comes from outside, errors,
// guarded requests, windows and locks. Names here may change in a minor version.
export { batches, type BatchLimits, type BatchSize } from '../async/batch.ts';
export { invalid, messageOf, unsupported } from '../errors.ts';
export { parseDatetime } from '../filter/datetime.ts';
export { checkIsOptions, checkNames, type OptionNames } from '../options/check-names.ts';
export { closestName } from '../options/closest-name.ts';
export { internet, type Network } from '../http/guarded-lookup.ts';
export {
  createGuardedHttp,
  type GuardedAnswer,
  type GuardedHttp,
  type HttpRefusal,
} from '../http/guarded-http.ts';
export { readText } from '../http/read-text.ts';
export { canonicalJson, checkJson, describeValue, isPlainObject } from '../json.ts';
export { loadSharp } from '../image/load-sharp.ts';
export { bundlersPage, codeUrl, readPackageFile } from '../bundled.ts';
export { loadPeer, missingPeer, type PeerNeeds } from '../load-peer.ts';
export { installedVersion } from '../peer-version.ts';
export { parseInput } from '../parse-input.ts';
export { lostDigits } from '../lost-digits.ts';
export { parseJson } from '../parse-json.ts';
export { hasChanged, writtenWhileRead } from '../file-change.ts';
export { retry, type RetryOptions } from '../async/retry.ts';
export { aborted, throwIfAborted } from '../async/signal.ts';
export { forEachInWindow, mapWindow } from '../async/window.ts';
export { type WriteLock, writeLock } from '../async/write-lock.ts';
export { html, type Markup, raw } from '../html/html.ts';
export { once } from '../async/once.ts';
export { hashContent } from '../ingest/hash-item.ts';
export { untilAborted } from '../async/until-aborted.ts';
export { type Recent, recent } from '../async/recent.ts';
export { type OpenedOnce, openOnce } from '../async/open-once.ts';
export { parseRetryAfter, retryAfterMs } from '../async/retry-after.ts';
export { type Line, lineGroups, lines } from '../async/lines.ts';
export { sleep } from '../async/sleep.ts';
export { durationMs, maxDurationMs } from '../async/duration.ts';
export { apiKey } from '../options/api-key.ts';
export { httpUrl } from '../options/http-url.ts';
export { headersSchema } from '../options/headers.ts';
export { type ServerAddress, serverAddress } from '../options/server-address.ts';
export { requestSignal } from '../async/request-signal.ts';
export { checkPath, longestPath } from '../options/check-path.ts';
export { checkIterable, checkList } from '../options/check-list.ts';
export { createQueue } from '../async/queue.ts';
export { type LockOptions, withLock } from '../hub/lock.ts';
export { type Reply, serve } from '../thread/serve.ts';
export { noThread } from '../thread/no-thread.ts';
export { warn } from '../warn.ts';
export { startThread, type Thread, threadFile } from '../thread/thread.ts';
export { createInFlight, type InFlight } from '../async/in-flight.ts';
export { checkImageForm, formOfImage, type ImageForm, imageForms } from '../image/forms.ts';
export { createLedger, type Ledger, type Rates } from '../remote/ledger.ts';
export { encodeEmbedding, type WireEncoding, wireEncodings } from '../remote/encode-embedding.ts';
export { checkedDimensions } from '../spec/dimensions.ts';
export { isImageInput } from '../image/describe.ts';
export { type FilterableFields, filterSchema } from '../filter/filter-schema.ts';
export { imageFiles, type ImageFiles, isImageName } from '../image/image-files.ts';
export { createImageIntake, type ImageIntake } from '../image/intake.ts';
export type { ImageFile } from '../image/square-messages.ts';
export { notice } from '../passage/notice.ts';
export { isImage as isImageOfDocument } from '../passage/found-passage.ts';
export { imageLimitsSchema } from '../image/limits.ts';
export { isRejection } from '../ingest/rejection.ts';
export type { IndexView, ViewOptions } from '../vector-index/index-view.ts';
export { embedContents } from '../embedder/embed-contents.ts';
export { checkIsEmbedder } from '../embedder/check-embedder.ts';
export { checkMethods } from '../options/check-methods.ts';
export { ingest } from '../ingest/ingest.ts';
export type { IngestTarget } from '../ingest/context.ts';
export { type ChangedItems, readChanged } from '../ingest/changed-items.ts';
export { costOf } from '../ingest/tally.ts';
export { openFile, usualGround } from '../journal/open-file.ts';
export { journalError, toJournalError } from '../journal/journal-error.ts';
export type { FileFormat } from '../journal/schema.ts';
export { numberOf, type SqlDatabase, textOf } from '../journal/sql.ts';
export { createTransactions, type Transactions } from '../journal/transactions.ts';
export { capInTokens } from '../remote/spend.ts';
