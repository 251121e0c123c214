import { type Failure, storeErrors, type StoreErrors } from '@nestvec/core/store';
import { isNotFound, readFailure } from './failure.ts';

/** The name of the database in messages. */
export const databaseName = 'qdrant';

/** Qdrant's errors as ours. */
export const errors: StoreErrors = storeErrors({
  database: databaseName,
  title: 'Qdrant',
  readFailure,
  isMissing: (failure) => isNotFound(failure) && !isMissingPoint(failure),
  advice,
});

/** An answer that can't be one of Qdrant's. */
export const strangeAnswer: StoreErrors['strangeAnswer'] = errors.strangeAnswer;

/** Whether the server says that a point, and not the collection, does not exist. */
export function isMissingPoint({ reason }: Failure): boolean {
  return /no point with id/i.test(reason);
}

function advice({ status, reason, code }: Failure): string | undefined {
  if (status === 401 || status === 403) return 'check apiKey';
  if (code === 'ECONNREFUSED')
    return 'is the server running, and on this port? Qdrant’s own is 6333, and 6334 for gRPC';
  if (code === 'EPIPE' || /larger than allowed|has exceeded limit/.test(reason))
    return 'if it fails again, the server takes smaller requests than batchBytes';
  if (/larger than rate limiter capacity/.test(reason)) return 'set batchRecords lower';
  if (/Index required but not found/.test(reason))
    return 'the index of a declared field is missing; plan and apply its spec again';
  return undefined;
}
