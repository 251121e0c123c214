import { messageOf } from '../../errors.ts';

/** What is known of a failed request, whichever way it went. */
export interface Failure {
  /** HTTP or gRPC status. */
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly retryable: boolean;
  readonly reason: string;
  /** Code of a broken connection, such as `ECONNREFUSED`. */
  readonly code: string | undefined;
}

/** A request that an HTTP server answered with something else than success. The official clients look at `status` for one of their own. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly httpStatus: number;
  readonly retryAfterMs: number | undefined;

  constructor(httpStatus: number, reason: string, retryAfterMs: number | undefined) {
    super(reason);
    this.httpStatus = httpStatus;
    this.retryAfterMs = retryAfterMs;
  }
}

/** HTTP statuses after which the same request may succeed. */
export const passingStatuses: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** The failure that an answer with a status is; a long reason is cut. */
export function answerFailure(
  status: number | undefined,
  text: string,
  retryable: boolean,
  retryAfterMs?: number,
): Failure {
  const reason = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  return { status, retryAfterMs, retryable, reason, code: undefined };
}

/** Status and text of an error of gRPC; a time-out of `fetch` has a numeric code as well, and no details. */
export function grpcStatus(
  error: unknown,
): { readonly status: number; readonly text: string } | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('details' in error))
    return undefined;
  return typeof error.code === 'number'
    ? { status: error.code, text: String(error.details) }
    : undefined;
}

/**
 * The failure of a request that got no answer, or one that is not the database's: worth another try where the connection broke
 * or timed out; anything else is a fault of the caller.
 */
export function connectionFailure(error: unknown, passing?: RegExp): Failure {
  const code = codeOf(error);
  const reason = reasonOf(error);
  const retryable =
    code !== undefined ||
    error instanceof SyntaxError ||
    /fetch failed|abort|time-?out|timed out|terminated/i.test(reason) ||
    passing?.test(reason) === true;
  return { status: undefined, retryAfterMs: undefined, retryable, reason, code };
}

/** Whether an error is about the value of a header, which its text repeats: a key, most often. */
export function isHeaderError(error: unknown): boolean {
  return (
    /header|metadata string value/i.test(messageOf(error)) &&
    /invalid|illegal/i.test(messageOf(error))
  );
}

function codeOf(error: unknown): string | undefined {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  if (isHeaderError(error))
    return 'a header or key holds a character that is not allowed, such as a line break';
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const why = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
  return `${error instanceof Error ? error.name : 'error'}: ${messageOf(error)}${error instanceof SyntaxError ? '' : why}`;
}
