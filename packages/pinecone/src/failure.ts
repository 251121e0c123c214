import { messageOf } from '@nestvec/core/store';

/** What is known of a failed request. */
export interface Failure {
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly retryable: boolean;
  readonly reason: string;
  /** Code of a broken connection, such as `ECONNREFUSED`. */
  readonly code: string | undefined;
}

/** A request that was answered with something else than success. Its status has a name that the official client does not look at. */
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

/** Statuses after which the same request may succeed. */
const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Reads an error of a request. */
export function readFailure(error: unknown): Failure {
  if (error instanceof RequestFailure) {
    const { httpStatus, retryAfterMs, message } = error;
    return {
      status: httpStatus,
      retryAfterMs,
      retryable: passing.has(httpStatus),
      reason: message.length > 300 ? `${message.slice(0, 300)}…` : message,
      code: undefined,
    };
  }
  const code = codeOf(error);
  return {
    status: undefined,
    retryAfterMs: undefined,
    // Connections that broke, time-outs and answers that were not Pinecone's; anything else is a fault of the caller.
    retryable:
      code !== undefined ||
      error instanceof SyntaxError ||
      /fetch failed|abort|time-?out|timed out|terminated/i.test(describe(error)),
    reason: describe(error),
    code,
  };
}

/** Whether an error is that of a request for something that is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof RequestFailure && error.httpStatus === 404;
}

/** An answer that can't be one of Pinecone's, such as the page of a proxy that asks for a password. */
export function strangeAnswer(what: string): Error {
  return new SyntaxError(`the answer is not one of Pinecone's: ${what}`);
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
  return `${error instanceof Error ? error.name : 'error'}: ${messageOf(error)}${why}`;
}
