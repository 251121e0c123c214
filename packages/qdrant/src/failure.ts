import { messageOf, retryAfterMs } from '@nestvec/core/kit';
import {
  answerFailure,
  connectionFailure,
  type Failure,
  grpcStatus,
  passingStatuses,
  RequestFailure,
} from '@nestvec/core/store';

/** Statuses of gRPC after which the same request may succeed: cancelled, unknown, deadline, exhausted, aborted, internal, unavailable. */
const passingGrpc: ReadonlySet<number> = new Set([1, 2, 4, 8, 10, 13, 14]);
/** The official client was not yet connected. */
const unconnected = /uninitialized/i;

/** Reads an error of our own requests, of the official client or of gRPC. */
export function readFailure(error: unknown): Failure {
  if (error instanceof RequestFailure)
    return answered(error.httpStatus, error.message, error.retryAfterMs);
  const grpc = grpcStatus(error);
  if (grpc !== undefined)
    return answerFailure(grpc.status, grpc.text, passingGrpc.has(grpc.status));
  if (typeof error === 'object' && error !== null) {
    if ('status' in error && typeof error.status === 'number')
      return answered(error.status, clientText(error), clientRetryAfter(error));
    // The client's number can't be used: it reads "60" as 6.
    if ('retry_after' in error) return answered(429, messageOf(error), undefined);
  }
  return connectionFailure(error, unconnected);
}

/** Whether the status is the one for something that does not exist: of HTTP or of gRPC. */
export function isNotFound({ status }: Failure): boolean {
  return status === 404 || status === 5;
}

function answered(status: number, text: string, waitMs: number | undefined): Failure {
  // A request beyond the limiter's whole capacity is refused for ever.
  const isEndless = /larger than rate limiter capacity/i.test(text);
  return answerFailure(status, text, passingStatuses.has(status) && !isEndless, waitMs);
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
