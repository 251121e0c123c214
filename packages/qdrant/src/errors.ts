import { isNestvecError, messageOf, NestvecError } from '@nestvec/core';

/** The name of the database in messages. */
export const databaseName = 'qdrant';

/** What was attempted. */
export interface Attempt {
  readonly collection: string;
  readonly operation: string;
  /** Ids whose write is not confirmed if it failed. */
  readonly ids?: readonly string[] | undefined;
}

/** An error of Qdrant's client as one of ours; errors of ours pass through. Every write here can be repeated. */
export function toStoreError(
  error: unknown,
  { collection, operation, ids = [] }: Attempt,
): NestvecError {
  if (isNestvecError(error)) return error;
  const status = statusOf(error);
  const reason = serverText(error) ?? causeText(error) ?? messageOf(error);
  const what =
    ids.length > 0
      ? `${operation} of ${ids.length} records into "${collection}"`
      : `${operation} on "${collection}"`;
  return new NestvecError(
    'store',
    `${databaseName}: ${what} failed${status === undefined ? '' : ` (${status})`}: ${reason}${advice(reason, status)}`,
    {
      database: databaseName,
      collection,
      operation,
      unconfirmedIds: [...ids],
      retryable: isRetryable(error, status, reason),
      ...(status === undefined ? {} : { status }),
    },
    { cause: error },
  );
}

/** HTTP status of an error of the client; 429 comes as an error without one. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('status' in error && typeof error.status === 'number') return error.status;
  return 'retry_after' in error ? 429 : undefined;
}

function isRetryable(error: unknown, status: number | undefined, reason: string): boolean {
  // A request larger than the limiter's whole capacity is refused for ever.
  if (/larger than rate limiter capacity/i.test(reason)) return false;
  if (status !== undefined)
    return status === 408 || status === 429 || status >= 500 || status < 400;
  // Over its size limit the server hangs up while the body is being sent: the same body would fail again.
  if (/EPIPE/.test(codeOf(error) ?? '')) return false;
  return (
    codeOf(error) !== undefined ||
    /fetch failed|abort|timed? ?out|terminated|JSON/i.test(messageOf(error))
  );
}

function serverText(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('data' in error)) return undefined;
  const { data } = error;
  if (typeof data !== 'object' || data === null || !('status' in data)) return undefined;
  const { status } = data;
  if (typeof status !== 'object' || status === null || !('error' in status)) return undefined;
  return typeof status.error === 'string' ? status.error : undefined;
}

function codeOf(error: unknown): string | undefined {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}

function causeText(error: unknown): string | undefined {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message !== '' ? cause.message : undefined;
}

function advice(reason: string, status: number | undefined): string {
  if (status === 401 || status === 403) return '; check apiKey';
  if (/ECONNREFUSED/.test(reason)) return '; is the server running?';
  if (/larger than allowed/.test(reason))
    return '; write fewer records at once or raise service.max_request_size_mb';
  return '';
}
