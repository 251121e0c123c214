import { messageOf, retryAfterMs } from '@nestvec/core/store';

/** What is known of a failed request, whichever way it went. */
export interface Failure {
  /** HTTP or gRPC status. */
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly retryable: boolean;
  /** Whether the status is the one for something that does not exist. */
  readonly notFound: boolean;
  readonly reason: string;
  /** Code of a broken connection, such as `ECONNREFUSED`. */
  readonly code: string | undefined;
}

/** A request that an HTTP server answered with something else than success. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly status: number;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, reason: string, retryAfterMs: number | undefined) {
    super(reason);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Statuses after which the same request may succeed. */
const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
/** The same for gRPC: cancelled, unknown, deadline, exhausted, aborted, internal, unavailable. */
const passingGrpc: ReadonlySet<number> = new Set([1, 2, 4, 8, 10, 13, 14]);

/** Reads an error of our own requests, of the official client or of gRPC. */
export function readFailure(error: unknown): Failure {
  const code = codeOf(error);
  if (error instanceof RequestFailure) {
    const { status, retryAfterMs, message } = error;
    return answered(status, message, retryAfterMs, passing, 404);
  }
  if (typeof error === 'object' && error !== null) {
    // A time-out of `fetch` has a numeric code as well, and no details.
    if ('code' in error && typeof error.code === 'number' && 'details' in error)
      return answered(error.code, String(error.details), undefined, passingGrpc, 5);
    if ('status' in error && typeof error.status === 'number')
      return answered(error.status, clientText(error), clientRetryAfter(error), passing, 404);
    // The client's number is no help: it reads "60" as 6.
    if ('retry_after' in error) return answered(429, messageOf(error), undefined, passing, 404);
  }
  return {
    status: undefined,
    retryAfterMs: undefined,
    // Connections that broke, time-outs and answers that were not Qdrant's; anything else is a fault of the caller.
    retryable:
      code !== undefined ||
      error instanceof SyntaxError ||
      /fetch failed|abort|time-?out|timed out|terminated|uninitialized/i.test(describe(error)),
    notFound: false,
    reason: describe(error),
    code,
  };
}

function answered(
  status: number,
  text: string,
  retryAfterMs: number | undefined,
  worthAnotherTry: ReadonlySet<number>,
  notFound: number,
): Failure {
  const reason = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  return {
    status,
    retryAfterMs,
    // A request beyond the limiter's whole capacity is refused for ever.
    retryable: worthAnotherTry.has(status) && !/larger than rate limiter capacity/i.test(reason),
    notFound: status === notFound,
    reason,
    code: undefined,
  };
}

/** The server's own words, which the client hides in `data.status.error`. */
function clientText(error: object): string {
  const data: unknown = 'data' in error ? error.data : undefined;
  if (typeof data === 'string') return data.split('\n', 1)[0] ?? '';
  if (typeof data === 'object' && data !== null && 'status' in data) {
    const { status } = data;
    if (typeof status === 'object' && status !== null && 'error' in status)
      return String(status.error);
  }
  return messageOf(error);
}

function clientRetryAfter(error: object): number | undefined {
  const headers: unknown = 'headers' in error ? error.headers : undefined;
  return headers instanceof Headers ? retryAfterMs(headers) : undefined;
}

function codeOf(error: unknown): string | undefined {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}

/** `fetch failed` says nothing; its cause does. */
function describe(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const why = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
  return `${error instanceof Error ? error.name : 'error'}: ${messageOf(error)}${error instanceof SyntaxError ? '' : why}`;
}
