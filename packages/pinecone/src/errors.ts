import { isNestvecError, NestvecError } from '@nestvec/core';
import { type Failure, readFailure } from './failure.ts';

/** The name of the database in messages. */
export const databaseName = 'pinecone';

/** What was attempted. */
export interface Attempt {
  readonly collection: string;
  readonly operation: string;
  /** Ids whose write is not confirmed if it failed. */
  readonly ids?: readonly string[] | undefined;
}

/**
 * An error of the service or of the network as one of ours; errors of ours pass through. Every write here can be repeated, so
 * whether to try again is a matter of the failure alone.
 */
export function toStoreError(
  error: unknown,
  { collection, operation, ids = [] }: Attempt,
): NestvecError {
  if (isNestvecError(error)) return error;
  const failure = readFailure(error);
  const { status, retryAfterMs, retryable, reason } = failure;
  const what =
    ids.length > 0
      ? `${operation} of ${ids.length} records ${operation === 'remove' ? 'from' : 'into'} "${collection}"`
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
    { cause: error },
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

/** An index under our name without our memory. */
export function foreignIndex(
  collection: string,
  operation: string,
  index: string,
): NestvecError<'identity'> {
  return new NestvecError(
    'identity',
    `${databaseName}: ${operation} on "${collection}", whose index ${index} nestvec did not make or can’t read; use another name`,
    { verdict: 'unknown', fields: [] },
  );
}

function advice({ status, code, reason }: Failure): string {
  if (status === 401) return '; check the API key';
  if (status === 403 && /deletion protection/i.test(reason))
    return '; switch its deletion protection off in the console first';
  if (status === 403) return '; the key may not do this, or the project’s quota is used up';
  if (status === 429) return '; the project’s rate limit is reached';
  if (code === 'ECONNREFUSED') return '; is the server running, and at this address?';
  return '';
}
