/** Why a search failed. */
export interface ClientErrorDetails {
  /** HTTP status; absent where there was no answer: no network, or no server. */
  readonly status?: number | undefined;
  /** Such as `upload_not_found`; `unreachable` where there was no answer, `unreadable` for one that is not of this server. */
  readonly code: string;
  /** Part of the request that is at fault. */
  readonly field?: string | undefined;
  /** How long to wait before the same is asked again, where the server says so. */
  readonly retryAfterSeconds?: number | undefined;
}

/** A search that failed. Its message is the server’s, for people. */
export class SearchClientError extends Error {
  override readonly name = 'SearchClientError';
  readonly details: ClientErrorDetails;

  constructor(
    message: string,
    details: ClientErrorDetails,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.details = details;
  }
}

/**
 * The error of core for a wrong option, by its shape, so that `isNestvecError` knows it: this file runs in pages as it stands, where core,
 * which reads files, does not.
 */
export function invalid(field: string, problem: string): Error {
  const error = new TypeError(`${field}: ${problem}`);
  return Object.defineProperties(error, {
    name: { value: 'NestvecError' },
    code: { value: 'invalid-input' },
    details: { value: { field } },
    [Symbol.for('nestvec.error')]: { value: true },
  });
}
