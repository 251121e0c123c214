import { messageOf } from '@nestvec/core/store';

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

/** HTTP statuses after which the same request may succeed. */
const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
/**
 * The same for gRPC: cancelled, deadline, exhausted, aborted, internal, unavailable. Not `unknown`, under which the server
 * puts everything that is wrong with a request.
 */
const passingGrpc: ReadonlySet<number> = new Set([1, 4, 8, 10, 13, 14]);

/** Reads an error of our own requests, of gRPC or of the official client. */
export function readFailure(error: unknown): Failure {
  const code = codeOf(error);
  if (error instanceof RequestFailure) {
    const { status, retryAfterMs, message } = error;
    return answered(status, message, retryAfterMs, passing.has(status));
  }
  if (typeof error === 'object' && error !== null && 'code' in error) {
    // A time-out of `fetch` has a numeric code as well, and no details.
    if (typeof error.code === 'number' && 'details' in error) {
      const reason = String(error.details);
      return answered(error.code, reason, undefined, passingGrpc.has(error.code));
    }
    if (
      typeof error.code === 'number' &&
      error instanceof Error &&
      error.name.startsWith('Weaviate')
    )
      return answered(error.code, clientText(error.message), undefined, passing.has(error.code));
  }
  const byClient = grpcText(error);
  if (byClient !== undefined) return byClient;
  return {
    status: undefined,
    retryAfterMs: undefined,
    // Connections that broke, time-outs and answers that were not Weaviate's; anything else is a fault of the caller.
    retryable:
      code !== undefined ||
      error instanceof SyntaxError ||
      isPassing(describe(error)) ||
      /fetch failed|abort|timed out|terminated/i.test(describe(error)),
    reason: describe(error),
    code,
  };
}

/** Whether the words of an error speak of a state that passes. */
export function isPassing(reason: string): boolean {
  return /time-?out|deadline|unavailable|read-only|memory|not ready|context canceled|connection|leader|shutting down|too many/i.test(
    reason,
  );
}

/** Whether a class is said not to exist. */
export function isNoClass({ status, reason }: Failure): boolean {
  return (
    status === 404 ||
    /could not find class|class not found|class .* (not found|does not exist)/i.test(reason)
  );
}

/** Whether a tenant is said not to exist: nothing was ever written for it. */
export function isNoTenant({ reason }: Failure): boolean {
  return /tenant not found/i.test(reason);
}

function answered(
  status: number,
  text: string,
  retryAfterMs: number | undefined,
  retryable: boolean,
): Failure {
  const reason = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  return {
    status,
    retryAfterMs,
    // What is too long for a message stays too long.
    retryable: (retryable || isPassing(reason)) && !isTooLong(reason),
    reason,
    code: undefined,
  };
}

/** Whether a message was too long, ours or the answer. */
export function isTooLong(reason: string): boolean {
  return /larger than max|message with a size larger|message larger than/i.test(reason);
}

/** The official client's errors of gRPC have the status in their text only: `/weaviate.v1.Weaviate/Search UNKNOWN: why`. */
function grpcText(error: unknown): Failure | undefined {
  const match = /\/weaviate\.v1\.Weaviate\/\w+ ([A-Z_]+): ([^]*)/.exec(messageOf(error));
  const code = grpcNames.indexOf(match?.[1] ?? '');
  return code < 0 ? undefined : answered(code, match?.[2] ?? '', undefined, passingGrpc.has(code));
}

/** The names of gRPC's statuses, each at its number. */
const grpcNames: readonly string[] = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** The server's own words within the client's. */
function clientText(message: string): string {
  return /"message":"((?:[^"\\]|\\.)*)"/.exec(message)?.[1] ?? message;
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
