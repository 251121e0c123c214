import {
  answerFailure,
  connectionFailure,
  type Failure,
  passingStatuses,
  RequestFailure,
} from '@nestvec/core/store';

/** Reads an error of a request. */
export function readFailure(error: unknown): Failure {
  if (!(error instanceof RequestFailure)) return connectionFailure(error);
  const { httpStatus, message, retryAfterMs } = error;
  return answerFailure(httpStatus, message, passingStatuses.has(httpStatus), retryAfterMs);
}

/** Whether an error is that of a request for something that is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof RequestFailure && error.httpStatus === 404;
}
