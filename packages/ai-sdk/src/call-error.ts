import { APICallError } from '@ai-sdk/provider';
import { isNestvecError, type NestvecError } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';

/** What was called when an error came. */
interface FailedCall {
  readonly model: string;
  readonly operation: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * An error as the SDK knows it: a failed call as `APICallError`, which the SDK tries again where that may help and nothing was tried
 * again yet, after the wait that the service asked for; an abort with the caller’s own reason. Others as they are.
 */
export function sdkError(error: unknown, { model, operation, signal }: FailedCall): unknown {
  if (isNestvecError(error, 'aborted') && signal?.aborted === true) return signal.reason;
  return isNestvecError(error, 'embedder') ? failedCall(error, model, operation) : error;
}

/** Why a content of a call has no embedding, by its place among the values. */
export function contentError(error: NestvecError, index: number, model: string): Error {
  if (isNestvecError(error, 'embedder')) return failedCall(error, model, 'embed');
  return invalid(`values[${index}]`, error.message, error);
}

function failedCall(
  error: NestvecError<'embedder'>,
  model: string,
  operation: string,
): APICallError {
  const { status, retryAfterMs, retryable, retries } = error.details;
  return new APICallError({
    message: error.message,
    url: `nestvec:${model}`,
    // Texts of users are not kept in errors.
    requestBodyValues: { operation },
    ...(status === undefined ? {} : { statusCode: status }),
    ...(retryAfterMs === undefined
      ? {}
      : { responseHeaders: { 'retry-after-ms': String(retryAfterMs) } }),
    isRetryable: retryable && retries === undefined,
    cause: error,
  });
}
