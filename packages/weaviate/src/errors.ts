import { isNestvecError, NestvecError } from '@nestvec/core';
import { messageOf } from '@nestvec/core/store';
import { type Failure, isNoClass, isTooLong, readFailure } from './failure.ts';

/** The name of the database in messages. */
export const databaseName = 'weaviate';

/** What was attempted. */
export interface Attempt {
  readonly collection: string;
  readonly operation: string;
  /** Ids whose write is not confirmed if it failed. */
  readonly ids?: readonly string[] | undefined;
}

/**
 * An error of the server, of the network or of the user's client as one of ours; errors of ours pass through. Every write here
 * can be repeated, so whether to try again is a matter of the failure alone.
 */
export function toStoreError(error: unknown, attempt: Attempt): NestvecError {
  if (isNestvecError(error)) return error;
  const failure = readFailure(error);
  if (isNoClass(failure)) return missingCollection(attempt.collection, attempt.operation, error);
  return storeError(attempt, failure, error);
}

/** The error for a request that failed. */
export function storeError(
  { collection, operation, ids = [] }: Attempt,
  failure: Failure,
  cause?: unknown,
): NestvecError<'store'> {
  const { status, retryAfterMs, retryable, reason } = failure;
  const what =
    ids.length > 0
      ? `${operation} of ${ids.length} records into "${collection}"`
      : collection === ''
        ? `${operation} of the collections`
        : `${operation} on "${collection}"`;
  const shown = status === undefined ? '' : ` (${status})`;
  return new NestvecError(
    'store',
    `${databaseName}: ${what} failed${shown}: ${reason}${advice(failure)}`,
    {
      database: databaseName,
      collection,
      operation,
      unconfirmedIds: [...ids],
      retryable,
      ...(status === undefined ? {} : { status }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
    { cause },
  );
}

/** A write's error: one that came before anything was sent leaves all of its ids unconfirmed. */
export function toWriteError(error: unknown, attempt: Required<Attempt>): NestvecError {
  const known = toStoreError(error, attempt);
  if (!isNestvecError(known, 'store') || known.details.unconfirmedIds.length > 0) return known;
  const details = { ...known.details, unconfirmedIds: [...new Set(attempt.ids)] };
  return new NestvecError('store', known.message, details, { cause: known });
}

/** The error for a collection that does not exist, with what to do. */
export function missingCollection(
  collection: string,
  operation: string,
  cause?: unknown,
): NestvecError<'not-found'> {
  return new NestvecError(
    'not-found',
    `${databaseName}: ${operation} on "${collection}", which does not exist; create it with plan and apply, or ingest into it`,
    { what: 'collection', name: collection },
    { cause },
  );
}

/** A collection without our memory: its vectors and properties mean what someone else decided. */
export function foreignCollection(collection: string, operation: string): NestvecError<'identity'> {
  return new NestvecError(
    'identity',
    `${databaseName}: ${operation} on "${collection}", which nestvec did not make and which does not say which embedder filled it; use another name, or say what it holds with attach`,
    { verdict: 'unknown', fields: [] },
  );
}

/** An answer that can't be one of Weaviate's, such as the page of a proxy that asks for a password. */
export function strangeAnswer(what: string, cause?: unknown): Error {
  return new SyntaxError(
    `the answer is not one of Weaviate's: ${cause === undefined ? what : `${what} (${messageOf(cause).slice(0, 200)})`}`,
    { cause },
  );
}

function advice({ status, reason, code }: Failure): string {
  if (status === 401 || status === 403 || status === 16 || status === 7) return '; check apiKey';
  if (code === 'ECONNREFUSED' || /no connection within/.test(reason))
    return '; is the server running, and on this port? Weaviate’s own is 8080, and 50051 for gRPC';
  if (isTooLong(reason)) return '; set batchBytes lower, or ask for fewer records at once';
  if (/maximum results exceeded/.test(reason))
    return '; raise QUERY_MAXIMUM_RESULTS on the server, or ask for fewer';
  if (/no such prop/.test(reason))
    return '; the property of a declared field is missing: plan and apply its spec again';
  return '';
}
