import { isNestvecError, messageOf, NestvecError } from '../errors.ts';
import { type Failure, isHeaderError } from './server/request-failure.ts';

/** What was attempted. */
export interface Attempt {
  /** Empty where it is not of one collection. */
  readonly collection: string;
  /** Then, where the collections are. */
  readonly place?: string | undefined;
  readonly operation: string;
  /** Ids whose write is not confirmed if it failed. */
  readonly ids?: readonly string[] | undefined;
}

/** What differs between the errors of two databases. */
export interface StoreErrorParts {
  /** As in messages: `qdrant`. */
  readonly database: string;
  /** As its makers write it: `Qdrant`. */
  readonly title: string;
  readonly readFailure: (error: unknown) => Failure;
  /** Whether the failure says that the collection does not exist. */
  readonly isMissing: (failure: Failure) => boolean;
  /** What a user can do, such as `check apiKey`. */
  readonly advice: (failure: Failure) => string | undefined;
}

/** The errors of one database. */
export interface StoreErrors {
  /** An error of the server, the network or the user's client as one of ours; errors of ours pass through. */
  readonly toStoreError: (error: unknown, attempt: Attempt) => NestvecError;
  /** A write's error: one that came before anything was sent leaves all of its ids unconfirmed. */
  readonly toWriteError: (
    error: unknown,
    attempt: Attempt & { readonly ids: readonly string[] },
  ) => NestvecError;
  /** The error for a collection that does not exist, with what to do. */
  readonly missingCollection: (
    collection: string,
    operation: string,
    cause?: unknown,
  ) => NestvecError<'not-found'>;
  /** A collection without our memory: its vectors and metadata mean what someone else decided. */
  readonly foreignCollection: (collection: string, operation: string) => NestvecError<'identity'>;
  /** Another writer created the collection between our looking and creating. */
  readonly createdMeanwhile: (collection: string, cause: unknown) => NestvecError<'plan'>;
  /** Ids of an update that are not stored. */
  readonly notStored: (
    collection: string,
    missing: readonly string[],
    asked: number,
  ) => NestvecError<'store'>;
  /** An answer that can't be one of the database's, such as the page of a proxy that asks for a password. */
  readonly strangeAnswer: (what: string, cause?: unknown) => Error;
}

/**
 * The errors of a database. Every write of a store can be repeated, so whether to try again is a matter of the failure alone.
 */
export function storeErrors(parts: StoreErrorParts): StoreErrors {
  const { database, title, readFailure, isMissing, advice } = parts;
  const errors: StoreErrors = {
    toStoreError(error, attempt) {
      if (isNestvecError(error)) return error;
      const { collection, operation, ids = [] } = attempt;
      const failure = readFailure(error);
      if (isMissing(failure) && collection !== '')
        return errors.missingCollection(collection, operation, error);
      const { status, retryAfterMs, retryable, reason } = failure;
      const shown = status === undefined ? '' : ` (${status})`;
      const help = advice(failure);
      return new NestvecError(
        'store',
        `${database}: ${attempted(attempt)} failed${shown}: ${reason}${help === undefined ? '' : `; ${help}`}`,
        {
          database,
          collection,
          operation,
          unconfirmedIds: [...ids],
          retryable,
          ...(status === undefined ? {} : { status }),
          ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        },
        // The text of such an error holds the key.
        isHeaderError(error) ? {} : { cause: error },
      );
    },
    toWriteError(error, attempt) {
      const known = errors.toStoreError(error, attempt);
      if (!isNestvecError(known, 'store') || known.details.unconfirmedIds.length > 0) return known;
      const details = { ...known.details, unconfirmedIds: [...new Set(attempt.ids)] };
      return new NestvecError('store', known.message, details, { cause: known });
    },
    missingCollection: (collection, operation, cause) =>
      new NestvecError(
        'not-found',
        `${database}: ${operation} on "${collection}", which does not exist; check its name, or, without attach, create it with plan and apply, or ingest into it`,
        { what: 'collection', name: collection },
        { cause },
      ),
    foreignCollection: (collection, operation) =>
      new NestvecError(
        'identity',
        `${database}: ${operation} on "${collection}", which nestvec did not make and which does not say which embedder filled it; use another name, or say what it holds with attach`,
        { verdict: 'unknown', fields: [] },
      ),
    createdMeanwhile: (collection, cause) =>
      new NestvecError(
        'plan',
        `${database}: "${collection}" was created by another writer since the plan was made; plan again`,
        { reason: 'stale', targets: ['collection'] },
        { cause },
      ),
    notStored: (collection, missing, asked) =>
      new NestvecError(
        'store',
        `${database}: update of "${collection}" found nothing stored under ${missing.length} of ${asked} ids; upsert them instead`,
        {
          database,
          collection,
          operation: 'update',
          unconfirmedIds: [...missing],
          retryable: false,
        },
      ),
    strangeAnswer: (what, cause) =>
      new SyntaxError(
        `the answer is not one of ${title}'s: ${cause === undefined ? what : `${what} (${messageOf(cause).slice(0, 200)})`}`,
        { cause },
      ),
  };
  return errors;
}

function attempted({ collection, operation, ids = [], place }: Attempt): string {
  if (ids.length > 0)
    return `${operation} of ${ids.length} records ${operation === 'remove' ? 'from' : 'into'} "${collection}"`;
  if (collection !== '') return `${operation} on "${collection}"`;
  return `${operation} the collections${place === undefined ? '' : ` in ${place}`}`;
}
