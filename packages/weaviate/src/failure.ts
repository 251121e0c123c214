import { messageOf } from '@nestvec/core/kit';
import {
  answerFailure,
  connectionFailure,
  type Failure,
  grpcStatus,
  passingStatuses,
  RefusedRecords,
  RequestFailure,
} from '@nestvec/core/store';

/**
 * Statuses of gRPC after which the same request may succeed: cancelled, deadline, exhausted, aborted, internal, unavailable. Not `unknown`, under which the server
 * puts everything that is wrong with a request.
 */
const passingGrpc: ReadonlySet<number> = new Set([1, 4, 8, 10, 13, 14]);

/** Reads an error of our own requests, of gRPC or of the official client. */
export function readFailure(error: unknown): Failure {
  if (error instanceof RequestFailure)
    return answered(error.httpStatus, error.message, passingStatuses, error.retryAfterMs);
  // An error does not always mean that an object is not stored.
  if (error instanceof RefusedRecords) return answered(undefined, error.message, passingGrpc);
  const grpc = grpcStatus(error) ?? clientGrpcStatus(error);
  if (grpc !== undefined) return answered(grpc.status, grpc.text, passingGrpc);
  const status = clientStatus(error);
  if (status !== undefined) return answered(status, clientText(messageOf(error)), passingStatuses);
  return connectionFailure(error, passing);
}

/** Words of a state that passes. */
const passing =
  /time-?out|deadline|unavailable|read-only|memory|not ready|context canceled|connection|leader|shutting down|too many/i;

/** Whether the answer says that a class does not exist. */
export function isNoClass({ status, reason }: Failure): boolean {
  return (
    status === 404 ||
    /could not find class|class not found|class .* (not found|does not exist)/i.test(reason)
  );
}

/** Whether the answer says that there is no such alias. */
export function isNoAlias({ status }: Failure): boolean {
  return status === 404;
}

/** Whether the answer says that a tenant does not exist: nothing was ever written for it. */
export function isNoTenant({ reason }: Failure): boolean {
  return /tenant not found/i.test(reason);
}

function answered(
  status: number | undefined,
  text: string,
  statuses: ReadonlySet<number>,
  waitMs?: number,
): Failure {
  const isPassing = (status !== undefined && statuses.has(status)) || passing.test(text);
  // What is too long for a message stays too long.
  return answerFailure(status, text, isPassing && !isTooLong(text), waitMs);
}

/** Whether a message was too long, ours or the answer. */
export function isTooLong(reason: string): boolean {
  return /larger than max|message with a size larger|message larger than/i.test(reason);
}

/** The official client's errors of gRPC have the status in their text only: `/weaviate.v1.Weaviate/Search UNKNOWN: why`. */
function clientGrpcStatus(error: unknown): ReturnType<typeof grpcStatus> {
  const match = /\/weaviate\.v1\.Weaviate\/\w+ ([A-Z_]+): ([^]*)/.exec(messageOf(error));
  const status = grpcNames.indexOf(match?.[1] ?? '');
  return status < 0 ? undefined : { status, text: match?.[2] ?? '' };
}

/** The HTTP status of an error of the official client. */
function clientStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !error.name.startsWith('Weaviate') || !('code' in error))
    return undefined;
  return typeof error.code === 'number' ? error.code : undefined;
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
