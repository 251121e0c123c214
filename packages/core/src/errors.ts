/** What each error code carries. A code is a kind of problem that a caller can act on differently. */
export interface ErrorDetails {
  /** Something the caller passed is wrong. Nothing was written. `field` is the path of the bad value, such as `items[3].metadata.price`. */
  'invalid-input': { readonly field: string };
  /** The database or the model can't do what was asked exactly, so nothing was done. */
  unsupported: { readonly feature: string; readonly by: string; readonly alternative: string };
  /** A database operation failed. `unconfirmedIds` holds exactly the ids whose write is not confirmed; resuming with them is always right. */
  store: StoreFailure;
  /** An embedding call failed as a whole, or one of its contents did. */
  embedder: EmbedderFailure;
  /** One image can't be used; `source` names it as the caller did, shortened. */
  image: { readonly source: string; readonly reason: ImageProblem };
  /** One text can't be used. */
  text: { readonly reason: 'empty' | 'not-a-string' | 'too-long' };
  /** The embedder at hand is not the one the collection was filled with. */
  identity: {
    readonly verdict: 'near' | 'different' | 'unknown';
    readonly fields: readonly string[];
  };
  /** A collection, alias, record, model directory or file does not exist. */
  'not-found': {
    readonly what: 'collection' | 'alias' | 'record' | 'model' | 'path';
    readonly name: string;
  };
  /** A plan can't be applied as it stands. */
  plan: {
    readonly reason: 'stale' | 'consent' | 'refused' | 'drift';
    readonly targets: readonly string[];
  };
  /** A model directory holds something other than what its reader expects. */
  model: { readonly directory: string; readonly problem: string };
  /** Fetching a model from a hub failed. `url` holds neither query nor credentials; it is empty where the fault is this machine's. */
  download: RemoteFailure & { readonly url: string; readonly reason: DownloadProblem };
  /** The journal of an ingest can't be used; `directory` is where it is. Nothing that it holds is lost by this. */
  journal: { readonly directory: string; readonly reason: JournalProblem };
  /** An optional peer dependency is not installed or can't be loaded here. */
  'missing-dependency': { readonly dependency: string; readonly install: string };
  /** The caller's signal fired. */
  aborted: { readonly operation: string };
  /** Used after `close()`. */
  closed: { readonly what: string };
}

/** Facts about a failed call from which `retry` decides; absent where they do not apply. */
export interface RemoteFailure {
  /** HTTP or gRPC status, where there was one. */
  readonly status?: number;
  /** The wait the other side asked for, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** Tries after the first that were made before this was thrown; the caller does not add its own. Absent: nothing was tried again. */
  readonly retries?: number;
}

/** Details of a failed embedding call. */
export interface EmbedderFailure extends RemoteFailure {
  readonly operation: string;
  /** Place of the one content that failed in the caller's list: of contents for `embed`, of the source for an ingest. */
  readonly index?: number;
  /** Id of the item that it is of, where there are items. */
  readonly id?: string;
}

/** Details of a failed database operation. */
export interface StoreFailure extends RemoteFailure {
  readonly database: string;
  readonly collection: string;
  readonly operation: string;
  readonly unconfirmedIds: readonly string[];
}

/** Why an image can't be used. */
export type ImageProblem =
  | 'missing'
  | 'directory'
  | 'unreadable'
  | 'not-an-image'
  | 'too-many-bytes'
  | 'too-many-pixels'
  | 'timeout'
  | 'refused-address'
  | 'http'
  | 'unsupported-input';

/** Why a model's file, or the list of its files, could not be fetched and kept. */
export type DownloadProblem =
  | 'connection'
  | 'timeout'
  | 'status'
  | 'access'
  | 'not-a-hub'
  | 'content'
  | 'disk-full'
  | 'disk';

/** Why a journal can't be used: `locked` by another process, bound to `another-collection`, or what is wrong with its files. */
export type JournalProblem =
  | 'locked'
  | 'another-collection'
  | 'disk-full'
  | 'disk'
  | 'damaged'
  | 'version'
  | 'node';

/** Every code there is. */
export type ErrorCode = keyof ErrorDetails;

const brand = Symbol.for('nestvec.error');

/** An error of one code. */
interface ErrorOf<Code extends ErrorCode> extends Error {
  readonly name: 'NestvecError';
  readonly code: Code;
  readonly details: ErrorDetails[Code];
  /** What `JSON.stringify` shows, which of other errors is nothing: reports and logs keep the message. */
  toJSON(): { readonly [key: string]: unknown };
}

/** An error of any of these codes; `switch (error.code)` narrows `details`. */
export type NestvecError<Code extends ErrorCode = ErrorCode> = {
  [One in Code]: ErrorOf<One>;
}[Code];

/** The one error class. Its message says what was attempted, on what, and what to do next. */
export const NestvecError: {
  new <Code extends ErrorCode>(
    code: Code,
    message: string,
    details: ErrorDetails[Code],
    options?: { readonly cause?: unknown },
  ): NestvecError<Code>;
  readonly prototype: NestvecError;
} = class NestvecError<Code extends ErrorCode> extends Error {
  override readonly name = 'NestvecError';
  readonly code: Code;
  readonly details: ErrorDetails[Code];

  constructor(
    code: Code,
    message: string,
    details: ErrorDetails[Code],
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
    Object.defineProperty(this, brand, { value: true });
  }

  toJSON(): { readonly [key: string]: unknown } {
    const { name, code, message, details } = this;
    return { name, code, message, details };
  }
};

/**
 * Whether `error` comes from this library, optionally with one code; narrows `details`.
 * It works across two installed copies of the package, where `instanceof` does not.
 */
export function isNestvecError(error: unknown): error is NestvecError;
export function isNestvecError<Code extends ErrorCode>(
  error: unknown,
  code: Code,
): error is NestvecError<Code>;
export function isNestvecError(error: unknown, code?: ErrorCode): boolean {
  try {
    if (typeof error !== 'object' || error === null || !(brand in error)) return false;
    return code === undefined || ('code' in error && error.code === code);
  } catch {
    return false; // anything can be thrown, also what can't be looked at
  }
}

/** An `invalid-input` error: `invalid('limit', 'must be a positive integer, got 0')`. */
export function invalid(
  field: string,
  problem: string,
  cause?: unknown,
): NestvecError<'invalid-input'> {
  return new NestvecError('invalid-input', `${field}: ${problem}`, { field }, { cause });
}

/** An `unsupported` error that names the nearest thing that does work. */
export function unsupported(
  feature: string,
  by: string,
  alternative: string,
): NestvecError<'unsupported'> {
  return new NestvecError('unsupported', `${by} does not support ${feature}; ${alternative}`, {
    feature,
    by,
    alternative,
  });
}

/** The text of any thrown value, also of one that has none or throws when it is looked at. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'something that has no text was thrown';
  }
}
