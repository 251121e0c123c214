import { type Failure, storeErrors, type StoreErrors } from '@nestvec/core/store';
import { isNoClass, isTooLong, readFailure } from './failure.ts';

/** The name of the database in messages. */
export const databaseName = 'weaviate';

/** Weaviate's errors as ours. */
export const errors: StoreErrors = storeErrors({
  database: databaseName,
  title: 'Weaviate',
  readFailure,
  isMissing: isNoClass,
  advice,
});

/** An answer that can't be one of Weaviate's. */
export const strangeAnswer: StoreErrors['strangeAnswer'] = errors.strangeAnswer;

/** Statuses of HTTP and of gRPC for a key that is wrong or missing. */
const refusals: ReadonlySet<number | undefined> = new Set([401, 403, 16, 7]);

/** What a failure's reason asks for. */
const advices: readonly (readonly [RegExp, string])[] = [
  [/maximum results exceeded/, 'raise QUERY_MAXIMUM_RESULTS on the server, or ask for fewer'],
  [/no such prop/, 'the property of a declared field is missing; plan and apply its spec again'],
];

function advice({ status, reason, code }: Failure): string | undefined {
  if (refusals.has(status)) return 'check apiKey';
  if (code === 'ECONNREFUSED' || /no connection within/.test(reason))
    return 'is the server running, and on this port? Weaviate’s own is 8080, and 50051 for gRPC';
  if (isTooLong(reason)) return 'set batchBytes lower, or ask for fewer records at once';
  return advices.find(([pattern]) => pattern.test(reason))?.[1];
}
